"""No cookie is set but those of the list that residents read."""

import re
from pathlib import Path

from liaison_kit import cookies

ROOT = Path(__file__).parents[1]
LIST = ROOT / "shared" / "kit" / "src" / "liaison_kit" / "cookies.py"
SETS = re.compile(r"set_cookie\(|document\.cookie|cookieStore|\bCookie\(\s*\"", re.IGNORECASE)


def test_cookies_are_set_from_the_list_alone() -> None:
    sources = [
        path
        for folder in (ROOT / "services", ROOT / "shared")
        for path in folder.glob("*/src/**/*")
        if path.suffix in {".py", ".js", ".html"} and path != LIST
    ]
    assert len(sources) > 500
    assert [str(path.relative_to(ROOT)) for path in sources if SETS.search(path.read_text())] == []


def test_the_list_is_whole_and_names_each_once() -> None:
    found = [one for one in vars(cookies).values() if isinstance(one, cookies.Cookie)]
    assert found == list(cookies.ALL)
    assert len({one.name for one in found}) == len(found)
