"""Adding a question."""

from typing import Any

import httpx

STUDIES = "/api/registry/v1/surveys/studies"


async def test_what_cannot_be_asked_is_refused_by_field(staff: httpx.AsyncClient, study: dict[str, Any]) -> None:
    words = {"text": "x", "text_en": "x"}
    wrong = [
        ({"kind": "text", "if_choice": "q9 c1"}, "if_choice"),
        ({"kind": "text", "if_choice": "q1 c9"}, "if_choice"),
        ({"kind": "single", "choices": "лише один"}, "choices"),
        ({"kind": "riddle"}, "kind"),
    ]
    for question, field in wrong:
        refused = await staff.post(f"{STUDIES}/{study['id']}/questions", json=words | question)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field)
