"""Kafka's own users, rights and quotas, and nothing of ours: one connection of somebody who may change them."""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias

from kafka import KafkaAdminClient
from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
    ScramMechanism,
    UserScramCredentialDeletion,
    UserScramCredentialUpsertion,
)
from kafka.errors import (
    ClusterAuthorizationFailedError,
    KafkaError,
    KafkaTimeoutError,
    SecurityDisabledError,
    for_code,
)
from kafka.protocol.admin import AlterClientQuotasRequest, DescribeClientQuotasRequest
from liaison_kit.running.kafka_access import by_keywords
from liaison_kit.settings import MECHANISM, KafkaSettings

from liaison_cli.trouble import Trouble

SCRAM = ScramMechanism[MECHANISM.replace("-", "_")]
TOPIC, GROUP = ResourceType.TOPIC, ResourceType.GROUP
Right: TypeAlias = tuple[str, ResourceType, str]
"""An operation in Kafka's words, and what on: ("READ", TOPIC, "EventHeld")."""
SECONDS = 10
PAUSE_SECONDS = 0.05


class KafkaAdmin:
    """What kafka-python asks in many words, in few. Its `client` can do the rest."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def users(self) -> list[str]:
        return sorted(self.client.describe_user_scram_credentials())

    def put_user(self, user: str, password: str) -> None:
        made = UserScramCredentialUpsertion(user, SCRAM, password)
        self._alter_users([made])

    def drop_users(self, users: Iterable[str]) -> None:
        self._alter_users([UserScramCredentialDeletion(user, SCRAM) for user in users])

    def _alter_users(self, alterations: list[Any]) -> None:
        answer = self.client.alter_user_scram_credentials(alterations) if alterations else {}
        for user, wrong in answer.items():
            if wrong is not None:
                raise Trouble(f"Kafka did not change its user {user}: {wrong}")

    def rights(self) -> list[ACL]:
        """Of whoever has any, on whatever it is."""
        found, _ = self.client.describe_acls(_rights_of(None))
        return list(found)

    def let_read(self, user: str, topics: Iterable[str], groups: str) -> None:
        """These topics, as a member of groups whose name begins so. Who may read may also see that it is there."""
        told = [_may(user, ACLOperation.READ, TOPIC, topic, ACLResourcePatternType.LITERAL) for topic in topics]
        told.append(_may(user, ACLOperation.READ, GROUP, groups, ACLResourcePatternType.PREFIXED))
        self._give(user, told)

    def set_rights(self, user: str, wanted: Iterable[Right]) -> tuple[int, int]:
        """These and no others; how many were given, and how many taken."""
        exact = ACLResourcePatternType.LITERAL
        told = {_may(user, ACLOperation[what], kind, name, exact) for what, kind, name in wanted}
        found, _ = self.client.describe_acls(_rights_of(f"User:{user}"))
        given, taken = told - set(found), set(found) - told
        if given:
            self._give(user, list(given))
        self._delete(list(taken))
        return len(given), len(taken)

    def _give(self, user: str, rights: list[ACL]) -> None:
        answer = self.client.create_acls(rights)
        if answer["failed"]:
            raise Trouble(f"Kafka did not give {user} its rights: {answer['failed'][0].__name__}")

    def forbid(self, users: Iterable[str]) -> None:
        """Takes all their rights: connections that are open find out at their next request."""
        self._delete([_rights_of(f"User:{user}") for user in users])

    def _delete(self, asked: list[ACLFilter]) -> None:
        for _, _, error in self.client.delete_acls(asked) if asked else ():
            if getattr(error, "errno", 0):
                raise Trouble(f"Kafka did not take the rights: {error}")

    def forbid_topics(self, user: str, topics: Iterable[str]) -> None:
        """Takes the right to these, and leaves the others."""
        exact = ACLResourcePatternType.LITERAL
        self._delete([_rights_of(f"User:{user}", ResourcePatternFilter(TOPIC, topic, exact)) for topic in topics])

    def limits(self) -> dict[str, dict[str, float]]:
        """By user, what is set for it as a user alone."""
        any_user = DescribeClientQuotasRequest.ComponentData(entity_type="user", match_type=2, match=None)
        answer = self._send(DescribeClientQuotasRequest(components=[any_user], strict=True))
        return {
            entry.entity[0].entity_name: {one.key: one.value for one in entry.values} for entry in answer.entries or ()
        }

    def limit(self, user: str, limits: Mapping[str, float | None]) -> None:
        """None takes a limit away."""
        request = AlterClientQuotasRequest
        entity = request.EntryData.EntityData(entity_type="user", entity_name=user)
        ops = [
            request.EntryData.OpData(key=key, value=value or 0, remove=value is None) for key, value in limits.items()
        ]
        entry = request.EntryData(entity=[entity], ops=ops)
        for answered in self._send(request(entries=[entry], validate_only=False)).entries:
            _check(answered.error_code, answered.error_message)

    def _send(self, request: Any) -> Any:
        # kafka-python 3.0 has the messages of quotas, and no method that sends them.
        answer = self.client._manager.run(self.client._manager.send, request)
        _check(getattr(answer, "error_code", 0), getattr(answer, "error_message", None))
        return answer

    def wait_until(self, happened: Any, what: str) -> None:
        """The controller has said yes; the broker hears of it a moment later."""
        deadline = time.monotonic() + SECONDS
        while not happened():
            if time.monotonic() > deadline:
                raise Trouble(f"Kafka has agreed, and after {SECONDS} s does not show it yet: {what}.")
            time.sleep(PAUSE_SECONDS)


def _check(code: int, message: str | None) -> None:
    if code:
        raise for_code(code)(message)


def _may(user: str, what: ACLOperation, kind: ResourceType, name: str, pattern: ACLResourcePatternType) -> ACL:
    return ACL(f"User:{user}", "*", what, ACLPermissionType.ALLOW, ResourcePattern(kind, name, pattern))


EVERYTHING = ResourcePatternFilter(ResourceType.ANY, None, ACLResourcePatternType.ANY)


def _rights_of(principal: str | None, on: ResourcePatternFilter = EVERYTHING) -> ACLFilter:
    return ACLFilter(principal, None, ACLOperation.ANY, ACLPermissionType.ANY, on)


@contextmanager
def kafka_admin(settings: KafkaSettings) -> Iterator[KafkaAdmin]:
    """Trouble, in a sentence, where Kafka is away, does not know us, or knows no rights at all."""
    where = settings.kafka_bootstrap_servers
    try:
        client = KafkaAdminClient(
            client_id="liaison-subscribers", bootstrap_timeout_ms=SECONDS * 1000, **by_keywords(settings)
        )
        try:
            yield KafkaAdmin(client)
        finally:
            client.close()
    except SecurityDisabledError:
        raise Trouble(
            f"The Kafka at {where} asks nobody who they are: whoever reaches it reads everything. "
            "To try subscribers on this machine: `liaison reset`, then `liaison up --secured`."
        ) from None
    except ClusterAuthorizationFailedError:
        raise Trouble(
            f"The Kafka at {where} does not let {settings.kafka_username} change subscribers: "
            "set KAFKA_USERNAME and KAFKA_PASSWORD(_FILE) to those of its administrator."
        ) from None
    except KafkaTimeoutError:
        # kafka-python tries again whatever the reason was, a wrong password included.
        raise Trouble(
            f"The Kafka at {where} did not let us in within {SECONDS} s: see whether it runs, and whether "
            "KAFKA_SECURITY_PROTOCOL, KAFKA_USERNAME, KAFKA_PASSWORD(_FILE) and KAFKA_CA(_FILE) are right."
        ) from None
    except KafkaError as error:
        raise Trouble(f"The Kafka at {where} does not answer as it should: {error}") from error
