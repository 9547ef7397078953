"""What every template keeps to, so that a strict policy can forbid everything else, and pages work offline."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).parents[3]
TEMPLATES = sorted(ROOT.glob("*/*/src/*/templates/**/*.html"))
MAY_LEAD_AWAY = "https://www.openstreetmap.org/"
"""A link that a reader may follow; nothing is loaded from there."""


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def markup(path: Path) -> str:
    """The template's own text, without comments and without what it asks Python for."""
    tree = Environment().parse(path.read_text())
    return " ".join(data.data for data in tree.find_all(nodes.TemplateData))


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_no_script_or_style_stands_in_a_page(path: Path) -> None:
    text = markup(path)
    assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:", text, re.IGNORECASE)
    scripts = re.findall(r"<script[^>]*>", text, re.IGNORECASE)
    # A block of data for machines is no script: browsers run nothing of it, and the policy lets it be.
    assert all("src=" in tag or tag == '<script type="application/ld+json">' for tag in scripts)
    assert not re.search(r"hx-on|hx-vals=.js:", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_nothing_is_loaded_from_elsewhere(path: Path) -> None:
    text = markup(path).replace(f'<a href="{MAY_LEAD_AWAY}', "")
    assert not re.search(r"(https?:)?//\w", text)


def set_by(path: Path) -> set[str]:
    """What a template sets outside of its blocks."""
    assigned = [node for node in Environment().parse(path.read_text()).body if isinstance(node, nodes.Assign)]
    return {name.name for node in assigned for name in node.find_all(nodes.Name) if name.ctx == "store"}


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_page_sets_nothing_that_the_layout_sets(path: Path) -> None:
    """The layout, filled in after the page, would win: its `here` once led the forms of a page to nowhere."""
    layout = ROOT / "shared/pages/src/liaison_pages/templates/layout.html"
    assert path == layout or set_by(path) & set_by(layout) == set()
