"""docs/subscribe.md as somebody follows it: the commands under a heading, one after the other."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "subscribe.md"
PART = re.compile(r"^#{2,3} (.+)$", re.MULTILINE)
COMMANDS = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ACCOUNT, SCHEMAS = "An account in a city's network", "The schemas"


def commands(heading: str) -> list[str]:
    """The blocks of commands under this heading, in their order."""
    parts = PART.split(GUIDE.read_text())
    return COMMANDS.findall(dict(zip(parts[1::2], parts[2::2], strict=True))[heading])
