"""Show the JSON Schema of a fact's data: what a subscriber may rely on."""

import json

from fastapi import Response
from liaison_contracts.catalog import CATALOG
from liaison_kit import web
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY

from liaison_reporting.settings import CurrentSettings

DIALECT = "https://json-schema.org/draft/2020-12/schema"

router = web.router(ANYBODY)


@router.get("/subscribe/schemas/{contract}.json", response_class=Response)
async def show_schema(contract: str, settings: CurrentSettings) -> Response:
    """`contract` is a CloudEvents type such as liaison.events.EventHeld.v1; an envelope's `dataschema` leads here."""
    topic = next((topic for topic in CATALOG if topic.type == contract), None)
    if topic is None:
        raise NotFound
    schema = {
        "$schema": DIALECT,
        "$id": f"{settings.url.rstrip('/')}/subscribe/schemas/{contract}.json",
        **topic.contract.model_json_schema(mode="serialization"),
    }
    return Response(json.dumps(schema, ensure_ascii=False, indent=2), media_type="application/schema+json")
