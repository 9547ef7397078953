"""What docs/feed-and-webhooks.md tells others to run does what it says."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import uvicorn
from fastapi import FastAPI
from liaison_kit import clock
from liaison_kit.database import new_id
from liaison_kit.testing import eventually
from liaison_reporting.model.webhooks.delivering import Letter
from liaison_reporting.model.webhooks.webhook import new_secret
from standardwebhooks import WebhookVerificationError

from services.reporting.tests.feed.conftest import FEED
from services.reporting.tests.test_replay import Teller

DOCUMENT = (Path(__file__).parents[4] / "docs" / "feed-and-webhooks.md").read_text()
FOLLOWER, RECEIVER = re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)


@pytest_asyncio.fixture
async def address(app: FastAPI) -> AsyncIterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve())

    async def started() -> bool:
        return server.started

    await eventually(started)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}{FEED}"
    server.should_exit = server.force_exit = True
    await serving


async def follow(address: str, folder: Path, facts: int) -> list[str]:
    """Runs the follower as it is written until it has said so much, then kills it."""
    program = FOLLOWER.replace("https://liaison.example/api/feed/v1/facts", address)
    assert address in program
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-u", "-c", program), cwd=folder, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    async with asyncio.timeout(30):
        said = [(await process.stdout.readline()).decode() for _ in range(facts)]
        # What it keeps it keeps after its work.
        await eventually(lambda: asyncio.to_thread((folder / "cursor").exists))
    process.kill()
    await process.wait()
    return said


async def test_the_follower_follows_and_goes_on_after_a_kill(
    facts, teller: Teller, copy, address: str, tmp_path: Path
) -> None:
    first, second = [facts.event_held(new_id(), attendance=n) for n in (7, 8, 9)], facts.event_held(new_id())
    await teller.tell(*first)
    await copy()
    said = await follow(address, tmp_path, 3)
    assert sorted(line.split()[-1] for line in said) == ["7", "8", "9"]
    kept = (tmp_path / "cursor").read_text()
    await teller.tell(second)
    await copy()
    (tmp_path / "cursor").write_text(kept)
    [later] = await follow(address, tmp_path, 1)
    assert later.split()[-1] == str(second.attendance)


def test_the_receiver_takes_what_is_ours_once_and_nothing_else() -> None:
    secret, worked = new_secret(), list[Any]()
    names: dict[str, Any] = {"seen": set(), "work": worked.append}
    exec(RECEIVER.replace("whsec_…", secret), names)
    letter = Letter(str(new_id()), '{"data":{"title":"Просвіта"}}'.encode(), "EventHeld", new_id(), 1)
    headers = letter.headers([new_secret(), secret], clock.real_now())
    names["receive"](letter.body, headers)
    names["seen"].add(headers["webhook-id"])
    names["receive"](letter.body, headers)
    assert worked == [{"data": {"title": "Просвіта"}}]
    for body, sent in (
        (letter.body + b" ", headers),
        (letter.body, headers | {"webhook-id": "another"}),
        (letter.body, letter.headers([new_secret()], clock.real_now())),
        (letter.body, headers | {"webhook-timestamp": "1"}),
    ):
        with pytest.raises(WebhookVerificationError):
            names["receive"](body, sent)
