"""What a finding tells to do can be done: the pages that it names are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"docs/[\w/-]+\.md|deploy/(?!local)[\w/-]+(?:\.sh)?")
PLACES = ("*/src/*/doctor/*.py", "*/src/*/checking/*.py", "*/src/*/at_check.py", "*/src/*/providers/*_check.py")
SOURCES = [path for folder in ("shared", "services") for place in PLACES for path in (ROOT / folder).glob(place)]


def test_pages_and_scripts_that_remedies_name_are_there() -> None:
    named = {found for path in SOURCES for found in NAMED.findall(path.read_text())}
    assert len(named) >= 10
    assert [each for each in sorted(named) if not (ROOT / each).exists()] == []
