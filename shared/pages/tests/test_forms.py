"""Fields: where somebody else was quicker, each says what is stored now, in words, and keeps what was typed."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from jinja2 import Environment
from liaison_kit.errors import Problem
from liaison_kit.forms import Submission
from liaison_pages.render import _environment

from shared.pages.tests.test_templates import TEMPLATES, named

CHANGED = Problem(412, "changed-meanwhile", "")
WRONG = Problem(422, "bad-input", "")
KINDS = '[("debate", "Debate"), ("cafe", "<Café>")]'
FIELDS: list[tuple[str, Any, str | None]] = [
    ('field("it", "", value="a")', "b", "a"),
    ('field("it", "", value="a")', "a", None),
    ('field("it", "", value=6)', "6", None),
    ('field("it", "", value=0)', "6", "0"),
    ('field("it", "", value=none)', "6", "—"),
    ('field("it", "", value=none)', "", None),
    ('field("it", "", value=written())', 'a’s "b" & c\'d', None),
    ('field("it", "", value=written())', "a", 'a’s "b" & c\'d'),
    ('field("it", "", type="password", value="")', "secret", None),
    ('field("it", "")', "a reason, kept nowhere", None),
    ('area("it", "", value="<a>\\nb")', "<a>\r\nb\r\n", None),
    ('area("it", "", value="<a>\\nb")', "", "<a>\nb"),
    ('area("it", "")', "a reason", None),
    (f'select("it", "", {KINDS}, value="cafe")', "debate", "<Café>"),
    (f'select("it", "", {KINDS}, value="cafe")', "cafe", None),
    (f'select("it", "", {KINDS}, value="", empty="All")', "debate", "All"),
    (f'radios("it", "", {KINDS}, value="debate")', "cafe", "Debate"),
    (f'radios("it", "", {KINDS}, value="debate")', "debate", None),
    (f'checkboxes("it", "", {KINDS}, value=["cafe", "debate"])', ["debate"], "Debate; <Café>"),
    (f'checkboxes("it", "", {KINDS}, value=["cafe", "debate"])', ["debate", "cafe"], None),
    (f'checkboxes("it", "", {KINDS}, value=["cafe"])', [], "<Café>"),
    (f'checkboxes("it", "", {KINDS}, value=[])', ["cafe"], "—"),
    (f'checkboxes("it", "", {KINDS}, value=[], id="one-of-several")', ["cafe"], None),
    ('checkbox("it", "", true)', "", "marked"),
    ('checkbox("it", "", true)', "true", None),
    ('checkbox("it", "", false)', "true", "not marked"),
    ('checkbox("it", "")', "true", None),
]


@pytest.fixture(scope="module")
def environment() -> Environment:
    return _environment("liaison_pages")


def shown(environment: Environment, call: str, submission: Submission) -> str:
    beginning = """{% macro written() %}a’s "b" & c{{ "'" }}d{% endmacro %}
        {% import "parts/forms.html" as parts with context %}"""
    page = environment.from_string(beginning + "{{ parts." + call + " }}")
    return page.render({"_": lambda message, **values: message.format(**values), "submission": submission})


def said_in(page: str) -> str | None:
    found = re.search(r'<span class="lines">Now it says: (.*?)</span>', page, re.DOTALL)
    return re.sub(r"\n +", "\n", unescape(found[1])) if found else None


@pytest.mark.parametrize(("call", "typed", "says"), FIELDS)
def test_a_field_says_what_it_would_overwrite(
    environment: Environment, call: str, typed: Any, says: str | None
) -> None:
    assert said_in(shown(environment, call, Submission("/", {"it": typed}, CHANGED))) == says
    for other in (Submission("/", {"it": typed}, WRONG), Submission("/", {"another": "x"}, CHANGED), Submission()):
        assert said_in(shown(environment, call, other)) is None


@pytest.mark.parametrize("kind", ["field", "area", "select", "radios", "checkboxes"])
def test_a_hint_is_a_text_and_no_markup(environment: Environment, kind: str) -> None:
    options = "" if kind in {"field", "area"} else f", {KINDS}"
    page = shown(environment, f'{kind}("it", ""{options}, hint="<b>")', Submission())
    assert "&lt;b&gt;" in page
    assert "<b>" not in page


@pytest.mark.parametrize(("language", "now"), [("en", "Now it says: "), ("uk", "Тепер тут: ")])
async def test_the_design_shows_it_for_every_kind_of_field(client: httpx.AsyncClient, language: str, now: str) -> None:
    page = unescape((await client.get(f"/design?lang={language}")).text)
    said = re.findall(f'<span class="lines">{now}(.*?)</span>', page, re.DOTALL)
    assert len(said) == 6
    assert said[0] == "20"
    assert said[-1] == ("marked" if language == "en" else "позначено")
    for name in ("seats", "plan", "form", "where", "means", "open"):
        assert re.search(f'aria-describedby="{name}-hint"', page), name


def test_only_a_form_that_is_sent_tells_which_boxes_it_has(environment: Environment) -> None:
    told = '<input type="hidden" name="_boxes" value="it'
    assert told + '">' in shown(environment, 'checkbox("it", "")', Submission())
    assert told + '[]">' in shown(environment, f'checkboxes("it", "", {KINDS})', Submission())
    assert told not in shown(environment, 'checkbox("it", "", search=true)', Submission())
    assert told not in shown(environment, f'checkboxes("it", "", {KINDS}, search=true)', Submission())


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_box_in_a_filter_says_that_it_is_in_one(path: Path) -> None:
    for search in re.findall(r"{% call(?:\(\))? parts\.filter.*?{% endcall %}", path.read_text(), re.DOTALL):
        boxes = re.findall(r"parts\.checkbox(?:es)?\(.*?}}", search)
        assert [box for box in boxes if "search=true" not in box] == []
