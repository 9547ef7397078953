"""Show the AsyncAPI document: all public topics, for programs that generate code or documentation from it."""

import functools
import json
from importlib.metadata import version

from fastapi import Response
from liaison_contracts.asyncapi import asyncapi
from liaison_kit import web
from liaison_kit.identity import ANYBODY

from liaison_reporting.model.catalogue.topics import PUBLISHED
from liaison_reporting.settings import CurrentSettings

router = web.router(ANYBODY)


@router.get("/subscribe/asyncapi.json", response_class=Response)
async def show_asyncapi(settings: CurrentSettings) -> Response:
    """AsyncAPI 3.0. It is JSON, and so it is YAML as well."""
    content = _document(settings.servers_for_subscribers, settings.protocol_for_subscribers, settings.topic_prefix)
    return Response(content, media_type="application/json")


@functools.lru_cache(4)
def _document(servers: str, protocol: str, prefix: str) -> bytes:
    """It changes with a release alone."""
    document = asyncapi(PUBLISHED, servers, version("liaison-contracts"), prefix, protocol=protocol)
    return json.dumps(document, ensure_ascii=False, indent=1).encode()
