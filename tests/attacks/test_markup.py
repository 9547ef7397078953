"""The reader of pages finds what it is there to find."""

import pytest

from tests.attacks.markup import PAYLOADS, running_in


@pytest.mark.parametrize(
    "page",
    [
        PAYLOADS[0],
        PAYLOADS[1],
        f'<input value="{PAYLOADS[2]}">',
        "<p>829348951</p>",
        f'<a href=" {PAYLOADS[4]}">',
        f"<title>{PAYLOADS[5]}",
        '<form action="https://elsewhere.example">',
        '<p style="color: red">',
        f'<script type="application/ld+json">{PAYLOADS[0]}',
        f'<script type="application/ld+json">{{}}</script>{PAYLOADS[1]}',
    ],
)
def test_what_runs_is_found(page: str) -> None:
    assert running_in(page)


def test_an_ordinary_page_is_left_alone() -> None:
    assert running_in('<img src="data:image/svg+xml,%3Csvg/%3E" alt="">') == []
    assert running_in('<script type="application/ld+json">{"name": "1"}</script>') == []
    assert running_in('<a href="/offices">&lt;script&gt;</a><script src="/static/htmx.js?1"></script>') == []
