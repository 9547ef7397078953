"""Whatever is sent to the API of a service, it answers as its OpenAPI says, and never with an error of its own."""

import asyncio
import threading
from collections.abc import Iterator

import pytest
import requests
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as trials
from liaison_kit.outbox import take_epoch
from liaison_kit.running.health import Health
from liaison_kit.service import Service, build_app, open_database
from liaison_kit.settings import Settings
from liaison_kit.testing import STAFF_TOKEN
from liaison_reporting.model.feed import waiting
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

EXAMPLES = {"nobody": 3, "staff": 8}
"""Nobody is refused by most, whatever is sent."""
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


CREDENTIALS = {"nobody": {}, "staff": {"authorization": f"Bearer {STAFF_TOKEN}"}}


@pytest.fixture
def address(service: Service, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The service on a port of this machine, in a loop of its own: the trials below do not wait in ours."""
    # Who follows the feed may wait for half a minute: here everybody is one too many.
    monkeypatch.setattr(waiting, "MOST_WAITING", 0)
    server = uvicorn.Server(uvicorn.Config(lambda: None, port=0))
    ready = threading.Event()

    async def serve() -> None:
        database = open_database(service, settings)
        await take_epoch(database)
        config = uvicorn.Config(build_app(service, settings, database, Health()), port=0, log_config=None)
        server.config = config
        serving = asyncio.create_task(server.serve())
        while not server.started and not serving.done():  # noqa: ASYNC110 - uvicorn tells it by a flag alone
            await asyncio.sleep(0.01)
        ready.set()
        await serving
        await database.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(20)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.mark.parametrize("who", CREDENTIALS)
def test_every_answer_is_as_described(service: Service, address: str, who: str) -> None:
    described = requests.get(f"{address}/api/{service.name}/v1/openapi.json", timeout=10).json()
    schema = schemathesis.openapi.from_dict(described)
    wrong: dict[str, str] = {}
    with requests.Session() as session:
        for found in schema.get_all_operations():
            operation = found.ok()

            @trials(
                max_examples=EXAMPLES[who],
                deadline=None,
                database=None,
                derandomize=True,
                phases=[Phase.explicit, Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy())
            def attempt(case: schemathesis.Case) -> None:
                case.call_and_validate(base_url=address, headers=CREDENTIALS[who], session=session, checks=CHECKS)

            try:
                attempt()
            except Exception as error:  # noqa: BLE001 - all operations are tried, and all that is wrong is told
                wrong[operation.label] = str(error)[:1500]
    assert wrong == {}, "\n\n".join(f"{label}: {error}" for label, error in wrong.items())
