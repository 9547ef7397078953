"""Traces: all that a request leads to is one trace, over Kafka too; that tells nobody's data, and holds nobody up."""

import asyncio
import json
import logging
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import timedelta

import httpx
import pytest
import pytest_asyncio
import structlog
from liaison_contracts.catalog import OTHERS, topic_of
from liaison_contracts.registry import DistrictJoined, DistrictState
from liaison_kit import clock, jobs, outbox
from liaison_kit.database import Database
from liaison_kit.jobs import Job, JobContext
from liaison_kit.receiving import broker
from liaison_kit.receiving.consumer import Consumer
from liaison_kit.receiving.inbox import Inbox
from liaison_kit.running import logs
from liaison_kit.sending.relay import Relay
from liaison_kit.sending.sends import HEADERS, Sends
from liaison_kit.service import Service
from liaison_kit.settings import Settings, complaints
from liaison_kit.testing import eventually, publish, running
from liaison_kit.traces import otlp, spans
from liaison_kit.traces.collecting import collecting
from liaison_kit.traces.otlp import TOGETHER, Traces
from liaison_kit.traces.spans import Cause, Kind
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode
from pydantic import ValidationError
from sqlalchemy import text

from shared.kit.tests.test_inbox import record
from shared.kit.tests.test_messaging import read_all

PATH = "/api/registry/v1/districts"
FEW = [topic_of(DistrictJoined), topic_of(DistrictState)]
ELSEWHERE = f"00-{'a' * 32}-{'b' * 16}-01"
Told = Callable[[], list[ReadableSpan]]


@pytest_asyncio.fixture
async def told(settings: Settings) -> AsyncIterator[Told]:
    """The spans of this process that have ended, in the order in which they did."""
    kept = InMemorySpanExporter()
    made = Traces("registry", "all", settings, kept)
    spans.use(made)

    def read() -> list[ReadableSpan]:
        made._provider.force_flush()
        return list(kept.get_finished_spans())

    yield read
    await made.close()


async def envelopes(database: Database) -> list[dict]:
    query = text("select convert_from(payload, 'utf-8') from outbox order by id")
    async with database.reading() as session:
        return [json.loads(payload) for payload in await session.scalars(query)]


def trace_of(span: ReadableSpan) -> str:
    return f"{span.context.trace_id:032x}"


def chain(told: Sequence[ReadableSpan], last: ReadableSpan) -> list[ReadableSpan]:
    """From the first span of a trace to this one."""
    by_id, found = {span.context.span_id: span for span in told}, [last]
    while found[0].parent is not None:
        found.insert(0, by_id[found[0].parent.span_id])
    return found


async def test_a_command_its_facts_and_the_reactions_are_one_trace(
    told: Told, client: httpx.AsyncClient, service: Service, database: Database, settings: Settings
) -> None:
    await broker.ensure_topics(settings, FEW)
    answer = await client.post(PATH, json={"name": "Щітки"}, headers={"traceparent": ELSEWHERE})
    assert answer.status_code == 201
    fact, state = await envelopes(database)
    inbox = Inbox(database, service.reactions, settings.topic_prefix)
    async with running(Relay(database, settings), Consumer(service.name, inbox, settings)):
        [sent] = await read_all(settings, "DistrictJoined", 1)
        ended = await eventually(_async(told), lambda all_told: any(one.kind.name == "CONSUMER" for one in all_told))
    [process] = [span for span in ended if span.kind.name == "CONSUMER"]
    request, transaction, send, process = chain(ended, process)
    assert [one.name for one in (request, transaction)] == [f"POST {PATH}", "transaction"]
    topic = f"{settings.topic_prefix}DistrictJoined"
    assert (send.name, process.name) == (f"send {topic}", f"process {topic}")
    assert [event.name for event in transaction.events] == ["commit"]
    assert request.attributes["http.route"] == PATH
    assert request.attributes["http.response.status_code"] == 201
    # Whoever asks does not decide what is collected here, nor under which trace.
    assert trace_of(request) != "a" * 32
    assert fact["traceparent"] == state["traceparent"] == written(transaction)
    assert dict(sent.headers)["traceparent"].decode() == written(send)
    assert process.attributes["messaging.message.id"] == fact["id"]
    assert (
        process.attributes["liaison.correlation"] == fact["correlationid"] == request.attributes["liaison.correlation"]
    )


def written(span: ReadableSpan) -> str:
    return f"00-{trace_of(span)}-{span.context.span_id:016x}-01"


def _async(read: Told) -> Callable:
    async def asked() -> list[ReadableSpan]:
        return read()

    return asked


async def test_what_is_not_sampled_is_told_to_nobody_and_stays_so(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, settings: Settings, database: Database
) -> None:
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
    monkeypatch.setenv("OTEL_TRACES_SAMPLER_ARG", "0")
    kept = InMemorySpanExporter()
    made = Traces("registry", "all", settings, kept)
    spans.use(made)
    with spans.root("a request", Kind.SERVER, {}) as span:
        await publish(database, _joined(request))
    said = [one["traceparent"] for one in await envelopes(database)]
    assert said == [span.traceparent] * 2
    assert said[0].endswith("-00")
    with spans.caused("a reaction", Kind.CONSUMER, {}, Cause(said[0], clock.real_now())) as follows:
        assert follows.traceparent.split("-")[1::2] == said[0].split("-")[1::2]
    with Sends("DistrictJoined", 1) as sends:
        assert sends.headers(json.dumps({"traceparent": said[0]}, separators=(",", ":")).encode()) is HEADERS
    await made.close()
    assert kept.get_finished_spans() == ()


def _joined(request: pytest.FixtureRequest) -> DistrictJoined:
    return request.getfixturevalue("joined")()


async def test_where_nobody_collects_a_fact_has_no_trace(joined, database: Database) -> None:
    await publish(database, joined())
    assert all("traceparent" not in one for one in await envelopes(database))


def test_where_nobody_collects_nothing_is_imported_for_it() -> None:
    program = "import sys, liaison_kit.process; print([one for one in sys.modules if 'opentelemetry.sdk' in one])"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout == b"[]\n"


async def test_of_an_error_only_its_kind_is_told(told: Told, client: httpx.AsyncClient) -> None:
    await client.post(PATH, json={"name": "nobody"})
    await client.get("/api/registry/v1/broken?email=oksana@example.com")
    refused, broken = [span for span in told() if span.kind.name == "SERVER"]
    transaction = next(span for span in told() if span.name == "transaction")
    assert (refused.attributes["http.response.status_code"], refused.status.status_code) == (409, StatusCode.UNSET)
    assert transaction.attributes["error.type"] == "Unwelcome"
    assert broken.status.status_code is StatusCode.ERROR
    assert broken.attributes["error.type"] == "RuntimeError"
    said = "".join(span.to_json() for span in told())
    assert not any(word in said for word in ("nobody", "a secret of the house", "oksana"))


async def test_health_and_styles_are_not_told_of(told: Told, client: httpx.AsyncClient) -> None:
    await client.get("/health")
    await client.get("/metrics")
    assert told() == []


async def test_what_follows_much_later_is_a_trace_of_its_own_that_leads_back(told: Told) -> None:
    for late in (TOGETHER - timedelta(minutes=1), TOGETHER + timedelta(minutes=1)):
        with spans.caused("send", Kind.CLIENT, {}, Cause(ELSEWHERE, clock.real_now() - late)):
            pass
    soon, later = told()
    assert (trace_of(soon), soon.links) == ("a" * 32, ())
    assert trace_of(later) != "a" * 32
    assert [f"{link.context.trace_id:032x}" for link in later.links] == ["a" * 32]


@pytest.mark.parametrize("said", [ELSEWHERE, "what is this", 17, None])
async def test_a_trace_that_another_system_names_is_led_back_to_and_not_joined(
    told: Told, service: Service, database: Database, settings: Settings, joined, said, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever they write: it parks no fact."""
    await publish(database, joined())
    envelope, _ = await envelopes(database)
    value = json.dumps(envelope | {"traceparent": said, "correlationid": "Оксана Петренко"}).encode()
    came = record(f"{settings.topic_prefix}DistrictJoined", 0, b"key", value)
    monkeypatch.setattr("liaison_kit.sending.records.topic_of", lambda _: _OfOthers)
    await Inbox(database, service.reactions, settings.topic_prefix).apply([came])
    [span] = told()
    assert span.parent is None
    assert trace_of(span) != "a" * 32
    assert len(span.links) == (said == ELSEWHERE)
    assert "Оксана" not in span.to_json()


class _OfOthers:
    publisher = OTHERS
    type = topic_of(DistrictJoined).type


async def test_records_of_one_cause_are_sent_in_one_span(told: Told) -> None:
    causes = [f"00-{digit * 32}-{'c' * 16}-01" for digit in "12"]
    payloads = [b'{"traceparent":"%s","data":{}}' % cause.encode() for cause in (*causes, causes[0])]
    with Sends("DistrictJoined", 3) as sends:
        for payload in payloads:
            sends.take(sends.headers(payload))
        sends.headers(b'{"traceparent":"00-%s-%s-01"}' % (b"3" * 32, b"c" * 16))  # for which there was no room
    counts = {trace_of(one)[0]: one.attributes["messaging.batch.message_count"] for one in told()}
    assert counts == {"1": 2, "2": 1}


def test_only_what_we_wrote_before_the_data_is_taken_for_a_trace() -> None:
    assert spans.told_in(b'{"id":"1","data":{"name":"traceparent","text":"\\"traceparent\\":\\"00-\\""}}') is None
    assert spans.told_in(b'{"traceparent":"%s","data":{"traceparent":"x"}}' % ELSEWHERE.encode()) == ELSEWHERE


async def test_a_job_is_a_trace_if_it_tells_the_world_something(
    told: Told, database: Database, settings: Settings, joined
) -> None:
    stop, runs = asyncio.Event(), []

    async def join_districts(context: JobContext) -> bool:
        runs.append(1)
        if len(runs) == 1:
            async with context.transaction() as session:
                outbox.publish(session, joined())
                outbox.publish(session, joined())
        else:
            stop.set()
        return False

    await jobs.run(Job(timedelta(milliseconds=1), join_districts), JobContext(database, settings), stop)
    [span] = told()
    assert (len(runs), span.name, span.parent) == (2, "job join_districts", None)
    assert {one["traceparent"] for one in await envelopes(database)} == {written(span)}


async def test_a_line_of_the_log_names_its_trace(told: Told, capsys: pytest.CaptureFixture[str]) -> None:
    structlog.reset_defaults()
    logs.configure("registry", "api")
    structlog.get_logger().info("sign_up.confirmed")
    with spans.root("a request", Kind.SERVER, {}) as span:
        structlog.get_logger().info("sign_up.confirmed")
    without, within = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert "trace_id" not in without
    assert ["00", within["trace_id"], within["span_id"], "01"] == span.traceparent.split("-")


@pytest.mark.parametrize("answers", [True, False], ids=["silent", "away"])
async def test_a_collector_that_is_silent_or_away_holds_up_nothing(
    settings: Settings, answers: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(otlp, "FLUSH_SECONDS", 0.5)
    # What is left behind soon gives up, and complains to nobody.
    for name, value in {"OTEL_EXPORTER_OTLP_TIMEOUT": "10", "OTEL_BSP_MAX_QUEUE_SIZE": "512"}.items():
        monkeypatch.setenv(name, value)
    logging.getLogger("opentelemetry").propagate = False
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        if not answers:
            listening.close()
        to = settings.model_copy(update={"otlp_endpoint": f"http://127.0.0.1:{port}"})
        async with collecting("registry", "all", to):
            began = time.monotonic()
            for _ in range(10_000):
                with spans.root("a request", Kind.SERVER, {"http.route": PATH}):
                    pass
            took = time.monotonic() - began
            ending = time.monotonic()
        assert time.monotonic() - ending < 8, "and not for as long as the library would try: ten seconds"
        assert took < 30, "and not as long as to wait for the collector, once for each batch"
    assert not spans.collected()


@pytest.mark.parametrize(
    "variable, value, refused",
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "tempo:4318", "OTEL_EXPORTER_OTLP_ENDPOINT"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", "OTEL_EXPORTER_OTLP_PROTOCOL"),
        ("OTEL_TRACES_SAMPLER", "jaeger_remote", "OTEL_TRACES_SAMPLER"),
        ("OTEL_TRACES_SAMPLER_ARG", "10", "OTEL_TRACES_SAMPLER_ARG"),
    ],
)
def test_a_wrong_setting_ends_the_start(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, variable: str, value: str, refused: str
) -> None:
    _set(monkeypatch, settings, **{variable: value})
    with pytest.raises(ValidationError) as error:
        Settings()
    [complaint] = complaints(error.value, Settings)
    assert complaint.startswith(f"setting {refused}: ")


def test_where_spans_go_is_set_as_opentelemetry_has_it(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    _set(monkeypatch, settings)
    assert Settings().traces_endpoint == ""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://tempo:4318/")
    assert Settings().traces_endpoint == "http://tempo:4318/v1/traces"
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://tempo:4318/otlp")
    assert Settings().traces_endpoint == "http://tempo:4318/otlp"
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    assert Settings().traces_endpoint == ""


def _set(monkeypatch: pytest.MonkeyPatch, settings: Settings, **more: str) -> None:
    needed = {"DATABASE_URL": settings.database_url, "KAFKA_BOOTSTRAP_SERVERS": settings.kafka_bootstrap_servers}
    for name, value in (needed | more).items():
        monkeypatch.setenv(name, value)
