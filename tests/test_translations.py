"""No page shows a text without its Ukrainian translation, and no translation is left that nothing shows."""

import importlib
import inspect
import re
from pathlib import Path

from babel.messages.pofile import read_po
from jinja2 import Environment, nodes
from liaison_kit.errors import Refusal
from liaison_kit.http.problems import SENTENCES

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "shared" / "pages" / "src" / "liaison_pages" / "translations" / "uk"
SERVICES = ["registry", "events", "notifications", "reporting"]
PLACES = re.compile(r"{(\w+)}")
ONE_WORD = {
    r"rooms?(?! to\b)": "приміщен",
    "workers?": "працівни",
    "sign-ups?": "запис",
    "series": "сері",
    "tickets?": "квит",
    "petitions?": "петиц",
    "memorand(um|a)": "меморандум",
}
"""What is spoken of in the words of more than one service, and the stem of its only Ukrainian word."""


def refusals() -> set[str]:
    """Every message that a refusal can show."""
    for service in SERVICES:
        importlib.import_module(f"liaison_{service}.service")
    found, queue = set(), [Refusal]
    while queue:
        kind = queue.pop()
        queue += kind.__subclasses__()
        if kind.__module__.startswith("liaison_"):
            found.add(inspect.cleandoc(kind.__doc__ or "").strip())
    return found


def shown_in_templates() -> set[str]:
    """Every text given to _() or n_() in a template."""
    environment, found = Environment(), set()
    for path in [
        *ROOT.glob("services/*/src/*/templates/**/*.html"),
        *ROOT.glob("shared/pages/src/*/templates/**/*.html"),
    ]:
        for call in environment.parse(path.read_text()).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in {"_", "n_"}:
                first = call.args[0]
                if isinstance(first, nodes.Const):
                    found.add(str(first.value))
    return found


def marked_in_code() -> set[str]:
    """Texts that code hands to templates, marked by being values of a dictionary or constant that ends in _TEXTS."""
    found = set(SENTENCES.values())
    for path in ROOT.glob("services/*/src/**/*.py"):
        for block in re.findall(r"^\w*_TEXTS\b.*?= \{(.*?)^\}", path.read_text(), re.MULTILINE | re.DOTALL):
            found |= set(re.findall(r': "([^"]+)"', block))
    return found


def translated() -> dict[str, str]:
    texts: dict[str, str] = {}
    for path in FOLDER.glob("*.po"):
        with path.open("rb") as file:
            for message in read_po(file, locale="uk"):
                if message.id:
                    key = message.id if isinstance(message.id, str) else message.id[0]
                    forms = [message.string] if isinstance(message.string, str) else list(message.string)
                    assert all(forms), f"{path.name}: {key!r} is empty"
                    assert texts.setdefault(key, forms[0]) == forms[0], f"{path.name}: {key!r} was translated otherwise"
    return texts


def test_every_text_is_translated() -> None:
    assert sorted((shown_in_templates() | refusals() | marked_in_code()) - set(translated())) == []


def test_every_translation_is_shown_somewhere() -> None:
    elsewhere = {"Something went wrong on our side. It was recorded; try again later."}
    elsewhere |= {"Some fields are wrong. Correct them and send again."}
    assert sorted(set(translated()) - shown_in_templates() - refusals() - marked_in_code() - elsewhere) == []


def test_one_thing_has_one_word() -> None:
    otherwise = {
        (key, text)
        for key, text in translated().items()
        for word, stem in ONE_WORD.items()
        if re.search(rf"\b{word}\b", key, re.IGNORECASE) and stem not in text.lower()
    }
    assert otherwise == set()


def test_a_translation_has_the_places_of_its_original() -> None:
    wrong = {key for key, text in translated().items() if set(PLACES.findall(key)) != set(PLACES.findall(text))}
    assert wrong == set()
