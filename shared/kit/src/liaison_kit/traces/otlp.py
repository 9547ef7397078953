"""Traces: what stands behind `spans` where a collector is named: OpenTelemetry's SDK, over OTLP.

Imported only there. Not by its automatic instrumentations: they record addresses and statements, which hold personal
links and names, and know neither outbox nor inbox. An error's text is not recorded either, as PostgreSQL's shows rows.
"""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import timedelta
from importlib.metadata import version

from opentelemetry.context import Context, attach, detach
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import Link, SpanKind, StatusCode, get_current_span, set_span_in_context
from opentelemetry.trace import Span as OpenSpan
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.re import parse_env_headers

from liaison_kit import clock
from liaison_kit.settings import Settings
from liaison_kit.traces import spans
from liaison_kit.traces.spans import TRACEPARENT, Attributes, Cause, Kind, Span

TOGETHER = timedelta(hours=1)
"""What follows later is a trace of its own: whoever looks at one wants to see a story, not a night's rest."""
FLUSH_SECONDS = 5.0
NOWHERE = Context()


class Spanned:
    """A span of OpenTelemetry's, as the kit speaks of it."""

    def __init__(self, span: OpenSpan) -> None:
        self._span = span

    @property
    def traceparent(self) -> str | None:
        return _written(self._span)

    def tell(self, attributes: Attributes, name: str | None = None) -> None:
        self._span.set_attributes(attributes)
        if name:
            self._span.update_name(name)

    def note(self, moment: str) -> None:
        self._span.add_event(moment)

    def fail(self, error: BaseException | str) -> None:
        """A refusal is an answer, not a failure: it says what came of it and no more."""
        self._span.set_attribute("error.type", error if isinstance(error, str) else type(error).__name__)
        if int(getattr(error, "status", None) or getattr(error, "status_code", None) or 500) >= 500:
            self._span.set_status(StatusCode.ERROR)

    def end(self) -> None:
        self._span.end()


class _Occasion:
    """A run of a job: a span from its beginning on, if anybody asks."""

    def __init__(self, traces: "Traces", name: str) -> None:
        self._traces, self._name, self._since = traces, name, time.time_ns()
        self.span: OpenSpan | None = None

    def begin(self) -> OpenSpan:
        if self.span is None:
            self.span = self._traces.tracer.start_span(self._name, NOWHERE, start_time=self._since)
        return self.span


class Traces:
    """The spans of one process, on their way to the collector by a thread of their own.

    What waits for it is bounded (OTEL_BSP_MAX_QUEUE_SIZE): while the collector is away the oldest are dropped.
    """

    def __init__(self, service: str, role: str, settings: Settings, exporter: SpanExporter | None = None) -> None:
        known = {"service.namespace": "liaison", "service.name": f"liaison-{service}", "liaison.role": role}
        known["service.version"] = version("liaison-kit")  # all are of one release
        if settings.instance:
            known["service.instance.id"] = settings.instance
        headers = parse_env_headers(settings.otlp_headers, liberal=True)
        out = exporter or OTLPSpanExporter(endpoint=settings.traces_endpoint, headers=headers)
        # At the end it is flushed here, and not for as long as the library would try.
        self._provider = TracerProvider(resource=Resource.create(known), shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(out))
        self.tracer = self._provider.get_tracer("liaison")
        self._occasion: ContextVar[_Occasion | None] = ContextVar("liaison_occasion", default=None)
        self._propagator = TraceContextTextMapPropagator()

    async def close(self) -> None:
        """Sends what is left, for a moment; a collector that is away holds up nobody's end."""
        spans.use(None)
        loop, ended = asyncio.get_running_loop(), asyncio.Event()

        def end() -> None:
            self._provider.shutdown()
            with suppress(RuntimeError):  # nobody waits any more
                loop.call_soon_threadsafe(ended.set)

        # A daemon: whatever it still tries then ends with the process.
        threading.Thread(target=end, name="traces", daemon=True).start()
        await clock.rest(ended, FLUSH_SECONDS)

    @contextmanager
    def root(self, name: str, kind: Kind, attributes: Attributes) -> Iterator[Span]:
        with self._running(self._started(name, kind, attributes, NOWHERE)) as span:
            yield span

    @contextmanager
    def part(self, name: str, attributes: Attributes) -> Iterator[Span]:
        if not get_current_span().is_recording():
            yield spans.NOTHING
            return
        with self._running(self.tracer.start_span(name, attributes=attributes)) as span:
            yield span

    @contextmanager
    def caused(self, name: str, kind: Kind, attributes: Attributes, cause: Cause) -> Iterator[Span]:
        with self._running(self._following(name, kind, attributes, cause)) as span:
            yield span

    def begun(self, name: str, kind: Kind, attributes: Attributes, cause: Cause) -> Span:
        return Spanned(self._following(name, kind, attributes, cause))

    @contextmanager
    def occasion(self, name: str) -> Iterator[None]:
        occasion = _Occasion(self, name)
        token = self._occasion.set(occasion)
        try:
            yield
        finally:
            self._occasion.reset(token)
            if occasion.span is not None:
                occasion.span.end()

    def current(self) -> Span:
        return Spanned(get_current_span())

    def origin(self) -> str | None:
        occasion = self._occasion.get()
        return _written(get_current_span()) or (_written(occasion.begin()) if occasion else None)

    @contextmanager
    def _running(self, span: OpenSpan) -> Iterator[Span]:
        token, running = attach(set_span_in_context(span)), Spanned(span)
        try:
            yield running
        except BaseException as error:
            running.fail(error)
            raise
        finally:
            detach(token)
            span.end()

    def _following(self, name: str, kind: Kind, attributes: Attributes, cause: Cause) -> OpenSpan:
        """NOWHERE, too, if what came is no traceparent: others may write anything."""
        before = self._propagator.extract({TRACEPARENT: cause.traceparent or ""}, NOWHERE)
        if cause.ours and clock.real_now() - cause.at <= TOGETHER:
            return self._started(name, kind, attributes, before)
        led_here = get_current_span(before).get_span_context()
        return self._started(name, kind, attributes, NOWHERE, [Link(led_here)] if led_here.is_valid else [])

    def _started(
        self, name: str, kind: Kind, attributes: Attributes, after: Context, links: list[Link] | None = None
    ) -> OpenSpan:
        return self.tracer.start_span(name, after, SpanKind(kind.value), attributes, links)


def _written(span: OpenSpan) -> str | None:
    """As W3C Trace Context has it; None of no span."""
    found = span.get_span_context()
    if not found.is_valid:
        return None
    return f"00-{found.trace_id:032x}-{found.span_id:016x}-{int(found.trace_flags.sampled):02x}"
