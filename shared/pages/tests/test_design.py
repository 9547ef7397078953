"""/design is the living page of the look: no part is missing, in either language."""

import re
from html import unescape
from pathlib import Path

import httpx
import liaison_pages
import pytest
from jinja2 import Environment, nodes

TEMPLATES = Path(liaison_pages.__file__).parent / "templates"
environment = Environment()


def parts() -> dict[str, str]:
    """Every macro by its name, with the file it stands in."""
    return {
        macro.name: path.stem
        for path in sorted((TEMPLATES / "parts").glob("*.html"))
        for macro in environment.parse(path.read_text()).find_all(nodes.Macro)
        if not macro.name.startswith("_")
    }


def test_every_part_can_be_had_from_the_one_import() -> None:
    tree = environment.parse((TEMPLATES / "parts.html").read_text())
    given = {node.target.name for node in tree.find_all(nodes.Assign) if isinstance(node.target, nodes.Name)}
    assert given == set(parts())


def test_the_design_shows_every_part() -> None:
    tree = environment.parse((TEMPLATES / "design.html").read_text())
    shown = {
        node.attr
        for node in tree.find_all(nodes.Getattr)
        if isinstance(node.node, nodes.Name) and node.node.name in {"parts", "refused"}
    }
    assert sorted(set(parts()) - shown) == []


@pytest.mark.parametrize("name, file", parts().items())
def test_every_part_is_explained_at_the_top_of_its_file(name: str, file: str) -> None:
    top = (TEMPLATES / "parts" / f"{file}.html").read_text().partition("#}")[0]
    assert re.search(rf"\b{name}\b", top)


@pytest.mark.parametrize("language", ["uk", "en"])
async def test_the_design_is_whole_in_both_languages(client: httpx.AsyncClient, language: str) -> None:
    answer = await client.get(f"/design?lang={language}")
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    body = answer.text.partition("<main")[2].partition(">")[2].partition("</main>")[0]
    words = unescape(re.sub(r"<[^>]+>", " ", body))
    if language == "en":
        assert not re.findall(r"[А-ЯІЇЄҐа-яіїєґ]{3,}", words)
    else:
        # EDRPOU, CSV and Excel are said so in Ukrainian too.
        assert set(re.findall(r"[A-Za-z]{3,}", words)) <= {"CSV", "Excel"}


async def test_no_id_stands_twice_in_the_design(client: httpx.AsyncClient) -> None:
    ids = re.findall(r'\sid="([^"]+)"', (await client.get("/design")).text)
    assert sorted(one for one in set(ids) if ids.count(one) > 1) == []


async def test_the_map_is_whole_without_scripts_and_moves_on_request(client: httpx.AsyncClient) -> None:
    page = (await client.get("/design")).text
    assert "<script" not in page
    assert page.count('class="pin"') == 3
    assert "/static/built/leaflet.js" in (await client.get("/design?map=moving")).text


async def test_the_language_that_was_chosen_stays(client: httpx.AsyncClient) -> None:
    await client.get("/design?lang=en")
    assert '<html lang="en">' in (await client.get("/design")).text
