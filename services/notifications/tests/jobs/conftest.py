"""A network of telephones that speaks SMPP, for whoever asks for one."""

from collections.abc import AsyncIterator

import pytest_asyncio
from liaison_local.gateways.smpp import Smsc
from liaison_local.ports import free_port


@pytest_asyncio.fixture
async def smsc() -> AsyncIterator[Smsc]:
    made = Smsc(free_port(set()))
    await made.up()
    yield made
    await made.close()
