"""Show the JSON Schema of a whole record: the CloudEvent with its data, as it stands on the topic."""

import json

from fastapi import Response
from liaison_contracts.published import ENVELOPE
from liaison_kit import web
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY

from liaison_reporting.model.catalogue.topics import PUBLISHED, published_version
from liaison_reporting.settings import CurrentSettings

router = web.router(ANYBODY)


@router.get("/subscribe/records/{contract}.json", response_class=Response)
async def show_record_schema(contract: str, settings: CurrentSettings) -> Response:
    """By a CloudEvents type, or by one of its versions, as the schema of the data."""
    version = published_version(contract)
    if version.type == ENVELOPE:
        raise NotFound
    address = {"$id": f"{settings.url.rstrip('/')}/subscribe/records/{contract}.json"}
    schema = address | PUBLISHED.record(version)
    return Response(json.dumps(schema, ensure_ascii=False, indent=2), media_type="application/schema+json")
