"""Stands in for a service: `… NAME migrate` ends at once, `… NAME migrate all` answers /health."""

import http.server
import json
import os
import signal
import sys


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"service": NAME, "path": self.path, "env": sorted(os.environ)})
        self.answer(200, body)

    def answer(self, status: int, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        print(f"posted {self.path} {self.headers['Content-Type']}", flush=True)
        if refusal := os.environ.get("FAKE_REFUSAL"):
            self.answer(422, refusal)
        else:
            self.do_GET()

    def log_message(self, *_: object) -> None:
        pass


NAME, *PARTS = sys.argv[1:]
if os.environ.get("FAKE_MIGRATION_FAILS") == NAME:
    sys.exit("the table is on fire")
if PARTS == ["migrate"]:
    sys.exit(0)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
address = (os.environ["LIAISON_HTTP_HOST"], int(os.environ["LIAISON_HTTP_PORT"]))
http.server.ThreadingHTTPServer(address, Handler).serve_forever()
