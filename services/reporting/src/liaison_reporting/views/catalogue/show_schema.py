"""Show the JSON Schema of a fact's data: what a subscriber may rely on."""

import json

from fastapi import Response
from liaison_contracts.catalog import CATALOG
from liaison_contracts.schemas import Schema, schema_of
from liaison_kit import web
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY

from liaison_reporting.model.catalogue.topics import PUBLISHED
from liaison_reporting.settings import CurrentSettings

MEDIA_TYPE = "application/schema+json"

router = web.router(ANYBODY)


@router.get("/subscribe/schemas/{contract}.json", response_class=Response)
async def show_schema(contract: str, settings: CurrentSettings) -> Response:
    """`contract` is a CloudEvents type such as liaison.events.EventHeld.v1, as in an envelope's `dataschema`, or one of
    its versions: the schema of liaison.events.EventHeld.v1.0 never changes."""
    name, schema = _found(contract)
    address = {"$id": f"{settings.url.rstrip('/')}/subscribe/schemas/{name}.json"}
    return Response(json.dumps(address | schema, ensure_ascii=False, indent=2), media_type=MEDIA_TYPE)


def _found(contract: str) -> tuple[str, Schema]:
    """What nobody outside may read has a schema, too, for our own people; it has no versions."""
    if version := PUBLISHED.version(contract):
        return contract, PUBLISHED.whole(version)
    topic = next((topic for topic in CATALOG if topic.type == contract), None)
    if topic is None:
        raise NotFound
    return contract, schema_of(topic.contract)
