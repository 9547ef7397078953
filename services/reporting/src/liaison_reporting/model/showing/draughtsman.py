"""Vega-Lite in a process of its own: it draws what comes on its input, a line each, as SVG on its output.

V8 stops the whole process while it draws (1 to 2 s for the first chart, 40 ms and more for each later one) and takes
120 MB: here it holds up whoever wants a chart, and nobody else. Started when the first is wanted; it ends with whoever
has started it, whose end closes its input.
"""

import atexit
import json
import os
import select
import subprocess
import sys
import threading
import time

import structlog
import vl_convert

PATIENCE_SECONDS = 20.0
"""For all charts of a page or file together, waiting for others' included."""
REST_SECONDS = 60.0
log = structlog.get_logger()


class NotDrawn(Exception):
    """The chart cannot be had now: the table says the same."""


class Draughtsman:
    """Asks the process, one question at a time, and starts another where it has died.

    Where that was of no use or it did not answer, it rests: whoever asks meanwhile need not wait to hear no.
    """

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._rests_until = 0.0
        atexit.register(self.stop)

    def draw(self, spec: str, number_format: dict[str, object], until: float) -> str:
        """NotDrawn if it has died twice over this, cannot draw it or not `until` then (monotonic), or rests."""
        question = json.dumps([spec, number_format]).encode() + b"\n"
        if not self._one_at_a_time.acquire(timeout=max(0, until - time.monotonic())):
            raise NotDrawn
        try:
            if time.monotonic() < self._rests_until:
                raise NotDrawn
            answer = self._answer(question, until)
        finally:
            self._one_at_a_time.release()
        if not answer:
            log.warning("chart.not_drawn", died=answer is None)
            raise NotDrawn
        return answer

    def _answer(self, question: bytes, until: float) -> str | None:
        for _ in range(2):
            answer = self._ask(question, until)
            if answer is not None:
                return answer
            self.stop()
        self._rests_until = time.monotonic() + REST_SECONDS
        return None

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _ask(self, question: bytes, until: float) -> str | None:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
            )
        assert self._process.stdin
        assert self._process.stdout
        try:
            sent = 0
            while sent < len(question):
                sent += self._process.stdin.write(question[sent:]) or 0
        except OSError:
            return None
        answer = b""
        while not answer.endswith(b"\n"):
            readable, _, _ = select.select([self._process.stdout], [], [], max(0, until - time.monotonic()))
            part = os.read(self._process.stdout.fileno(), 1 << 16) if readable else b""
            if not part:
                return None
            answer += part
        return str(json.loads(answer))


def work() -> None:
    """Until the input ends. What cannot be drawn is answered by nothing."""
    for line in sys.stdin.buffer:
        spec, number_format = json.loads(line)
        try:
            drawing = str(vl_convert.vegalite_to_svg(spec, format_locale=number_format, allowed_base_urls=[]))
        except ValueError:
            drawing = ""
        sys.stdout.buffer.write(json.dumps(drawing).encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    work()
