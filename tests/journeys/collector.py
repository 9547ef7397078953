"""A collector of traces: takes spans over OTLP as Tempo or Jaeger would, and keeps them as they came."""

import gzip
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span


@dataclass(frozen=True)
class Told:
    """A span, as it was told of; `by` is its process: service and role."""

    by: tuple[str, str]
    trace: str
    id: str
    parent: str
    name: str
    kind: str
    attributes: Mapping[str, Any]
    links: tuple[str, ...]
    """To which traces."""


@dataclass
class Collector:
    """What it was told; `settings` are those of whoever is to tell it everything."""

    url: str = ""
    bodies: list[bytes] = field(default_factory=list)

    @property
    def settings(self) -> dict[str, str]:
        return {
            "OTEL_EXPORTER_OTLP_ENDPOINT": self.url,
            "OTEL_TRACES_SAMPLER": "parentbased_always_on",
            "OTEL_BSP_SCHEDULE_DELAY": "100",  # milliseconds: nobody waits five seconds for a test
        }

    def spans(self) -> Iterator[Told]:
        for body in list(self.bodies):
            for of_process in ExportTraceServiceRequest.FromString(body).resource_spans:
                known = _read(of_process.resource.attributes)
                by = (str(known["service.name"]), str(known["liaison.role"]))
                for scope in of_process.scope_spans:
                    yield from (_told(by, span) for span in scope.spans)

    async def services(self) -> set[str]:
        return {span.by[0] for span in self.spans()}


@contextmanager
def collecting() -> Iterator[Collector]:
    """One at a free port, until the block ends."""
    collector = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            right = self.path == "/v1/traces" and self.headers["content-type"] == "application/x-protobuf"
            if right:
                zipped = self.headers.get("content-encoding") == "gzip"
                collector.bodies.append(gzip.decompress(body) if zipped else body)
            self.send_response(200 if right else 400)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    collector.url = f"http://127.0.0.1:{server.server_port}"
    serving = Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        yield collector
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


def _told(by: tuple[str, str], span: Span) -> Told:
    kind = Span.SpanKind.Name(span.kind).removeprefix("SPAN_KIND_").lower()
    links = tuple(link.trace_id.hex() for link in span.links)
    ids = (span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex())
    return Told(by, *ids, span.name, kind, _read(span.attributes), links)


def _read(attributes: Any) -> dict[str, Any]:
    pairs: list[KeyValue] = list(attributes)
    return {one.key: getattr(one.value, one.value.WhichOneof("value") or "string_value") for one in pairs}
