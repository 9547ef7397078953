"""The network's topics as an AsyncAPI 3.0 document, made of the catalogue and of what is published.

Each schema becomes a component of its own, named as its version is, for a reference within the document may lead
nowhere else. It is seen from the network: what others read it sends, what others write it receives.
"""

from collections.abc import Iterable
from typing import Any

from liaison_contracts.catalog import OTHERS, PARTITIONS, Topic
from liaison_contracts.envelope import CONTENT_TYPE
from liaison_contracts.published import Published, Version
from liaison_contracts.publishing import PUBLIC
from liaison_contracts.schemas import Schema

Document = dict[str, Any]

DAY_MS = 24 * 60 * 60 * 1000
BINDING = "0.5.0"
"""Version of AsyncAPI's bindings for Kafka."""
SCHEMES: Document = {
    "scramSha512": {
        "type": "scramSha512",
        "description": "SASL_SSL with SCRAM-SHA-512; user and password are what `liaison subscribers add` printed.",
    }
}
DOORS: dict[str, Document] = {
    "PLAINTEXT": {"protocol": "kafka"},
    "SSL": {"protocol": "kafka-secure"},
    "SASL_SSL": {"protocol": "kafka-secure", "security": [{"$ref": "#/components/securitySchemes/scramSha512"}]},
}


def asyncapi(
    published: Published,
    servers: str,
    version: str,
    prefix: str = "",
    topics: Iterable[Topic] = PUBLIC,
    *,
    protocol: str = "PLAINTEXT",
) -> Document:
    """`servers`: bootstrap servers; `version`: the release that serves the document; `prefix`: of topics' names;
    `protocol`: PLAINTEXT, SSL or SASL_SSL, as Kafka calls how one gets in there."""
    known = [(topic, newest) for topic in topics if (newest := published.version(topic.type))]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Liaison: facts of a network of liaison offices",
            "version": version,
            "description": "Every record is a CloudEvents 1.0 event in structured JSON, keyed by the aggregate's id."
            " Delivery is at least once, in order for each key. Within a major version fields are only added and lists"
            " of values may grow: ignore what you do not know.",
            "license": {"name": "EUPL-1.2"},
        },
        "defaultContentType": CONTENT_TYPE,
        "servers": {
            f"kafka-{number}": {"host": host.strip(), **DOORS[protocol]}
            for number, host in enumerate(servers.split(","), 1)
        },
        "channels": {topic.name: _channel(topic, prefix) for topic, _ in known},
        "operations": {_verb(topic) + topic.name: _operation(topic) for topic, _ in known},
        "components": {
            "messages": {topic.name: _message(topic, newest, published) for topic, newest in known},
            "schemas": {name: part for _, newest in known for name, part in _schemas(newest, published)},
            **({"securitySchemes": SCHEMES} if "security" in DOORS[protocol] else {}),
        },
    }


def _verb(topic: Topic) -> str:
    return "receive" if topic.publisher == OTHERS else "send"


def _channel(topic: Topic, prefix: str) -> Document:
    kept = topic.retention.days * DAY_MS if topic.retention else -1
    policy: Document = {"cleanup.policy": ["compact"]} if topic.compacted else {"cleanup.policy": ["delete"]}
    return {
        "address": prefix + topic.name,
        "title": topic.contract.__name__,
        "summary": _meaning(topic),
        "messages": {topic.contract.__name__: {"$ref": f"#/components/messages/{topic.name}"}},
        "tags": [{"name": topic.classification.value}, {"name": "state" if topic.compacted else "fact"}],
        "bindings": {
            "kafka": {
                "topic": prefix + topic.name,
                "partitions": PARTITIONS,
                "topicConfiguration": policy | ({} if topic.compacted else {"retention.ms": kept}),
                "bindingVersion": BINDING,
            }
        },
        "x-class": topic.classification.value,
        "x-publisher": topic.publisher,
        **_deprecation(topic),
    }


def _deprecation(topic: Topic) -> Document:
    if topic.deprecated is None:
        return {}
    successor = topic.deprecated.successor
    return {
        "x-deprecated": {
            "since": topic.deprecated.since.isoformat(),
            "sunset": topic.deprecated.sunset.isoformat(),
            "successor": f"{successor.__name__}.v{successor.major}",
        }
    }


def _operation(topic: Topic) -> Document:
    return {
        "action": _verb(topic),
        "channel": {"$ref": f"#/channels/{topic.name}"},
        "summary": _meaning(topic),
        "messages": [{"$ref": f"#/channels/{topic.name}/messages/{topic.contract.__name__}"}],
    }


def _message(topic: Topic, newest: Version, published: Published) -> Document:
    headers = {"content-type": CONTENT_TYPE}
    return {
        "name": topic.type,
        "title": topic.contract.__name__,
        "summary": _meaning(topic),
        "contentType": CONTENT_TYPE,
        "headers": {
            "type": "object",
            "properties": {"content-type": {"type": "string", "const": CONTENT_TYPE}},
        },
        "payload": {"$ref": f"#/components/schemas/{newest.name}"},
        "correlationId": {"location": "$message.payload#/correlationid"},
        "bindings": {
            "kafka": {
                "key": {"type": "string", "format": "uuid", "description": "Of the aggregate; the same as `subject`."},
                "bindingVersion": BINDING,
            }
        },
        "examples": [{"headers": headers, "payload": fact} for fact in published.facts(newest)],
    }


def _schemas(newest: Version, published: Published) -> list[tuple[str, Schema]]:
    """The record's, and each that it is made of."""
    whole = published.record(newest)
    definitions = whole.pop("$defs")
    del whole["$schema"]
    parts = {newest.name: whole} | {f"{newest.name}.{name}": part for name, part in definitions.items()}
    return [(name, _redirected(part, newest.name)) for name, part in parts.items()]


def _redirected(part: Any, home: str) -> Any:
    """With its references led to the components of this document."""
    if isinstance(part, list):
        return [_redirected(one, home) for one in part]
    if not isinstance(part, dict):
        return part
    found = {key: _redirected(value, home) for key, value in part.items()}
    if isinstance(name := part.get("$ref"), str):
        found["$ref"] = name.replace("#/$defs/", f"#/components/schemas/{home}.")
    return found


def _meaning(topic: Topic) -> str:
    return (topic.contract.__doc__ or "").strip().splitlines()[0]
