"""Programs of others that judge what the network publishes, by Node."""

import asyncio
import json
from pathlib import Path
from typing import Any

from tests.npm import node_of

FOLDER = Path(__file__).parent


async def judged(judge: str, question: object) -> Any:
    """What `ajv`, `asyncapi` or `cloudevents` (see judges.js) answers."""
    node = await node_of(FOLDER)
    pipe = asyncio.subprocess.PIPE
    program = await asyncio.create_subprocess_exec(node, "judges.js", judge, cwd=FOLDER, stdin=pipe, stdout=pipe)
    answer, _ = await program.communicate(json.dumps(question).encode())
    assert program.returncode == 0, f"{judge} could not judge at all: its reason stands above"
    return json.loads(answer)
