"""Collecting: whether what a process does is told to a collector of traces, and to which."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from liaison_kit.settings import Settings
from liaison_kit.traces import spans

log = structlog.get_logger()


@asynccontextmanager
async def collecting(service: str, role: str, settings: Settings) -> AsyncIterator[None]:
    """While the block runs, spans go to the collector that the settings name; the last of them when it ends."""
    if not settings.traces_endpoint:
        yield
        return
    from liaison_kit.traces.otlp import Traces  # noqa: PLC0415 - whoever traces nothing need not import it

    traces = Traces(service, role, settings)
    spans.use(traces)
    log.info("traces.collected", endpoint=settings.traces_endpoint, sampler=settings.traces_sampler)
    try:
        yield
    finally:
        await traces.close()
