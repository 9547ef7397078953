"""Show golden facts: records as they stand on the topic, one at least for every version that was ever shipped."""

import json

from fastapi import Response
from liaison_kit import web
from liaison_kit.identity import ANYBODY

from liaison_reporting.model.catalogue.topics import PUBLISHED, published_version

BATCH = "application/cloudevents-batch+json"

router = web.router(ANYBODY)


@router.get("/subscribe/facts/{contract}.json", response_class=Response)
async def show_golden_facts(contract: str) -> Response:
    """Invented, and never about a person. By a CloudEvents type, or by one of its versions; a batch of CloudEvents."""
    facts = PUBLISHED.facts(published_version(contract))
    return Response(json.dumps(facts, ensure_ascii=False, indent=2), media_type=BATCH)
