"""Subscribers, as Kafka knows them: its users, their rights and their quotas. Why so: decision 26.

A subscriber NAME has a Kafka user for each of its passwords, called NAME.20261130T084500Z after the moment it was made:
one, or two while it changes from the older to the newer. A user that was taken away never comes back under its name,
and so neither does a connection that it had left open.
"""

import re
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from liaison_kit import clock
from liaison_kit.settings import KafkaSettings

from liaison_cli.subscribers.kafka_admin import TOPIC, KafkaAdmin
from liaison_cli.subscribers.notes import Notes
from liaison_cli.subscribers.subscriber import MOMENT, Credentials, Note, Subscriber
from liaison_cli.subscribers.topics import PUBLIC, chosen
from liaison_cli.trouble import Trouble

NAME = re.compile(r"[a-z][a-z0-9-]{1,39}")
MADE = re.compile(r"(?P<name>[a-z][a-z0-9-]{1,39})\.(?P<at>\d{8}T\d{6}Z)")
RATE, REQUESTS = "consumer_byte_rate", "request_percentage"
REQUEST_PERCENT = 50.0
"""Of one of the broker's threads: a client that asks without pause does not keep the others waiting."""


class Accounts:
    """All subscribers of one network; another one on the same cluster has another prefix of topics."""

    def __init__(
        self, settings: KafkaSettings, admin: KafkaAdmin, now: Callable[[], datetime] = clock.real_now
    ) -> None:
        self._prefix = settings.topic_prefix
        self._admin = admin
        self._notes = Notes(settings, admin)
        self._now = now

    def all(self) -> list[Subscriber]:
        rights, limits, notes = self._admin.rights(), self._admin.limits(), self._notes.read()
        by_name: dict[str, list[str]] = {}
        for user in self._admin.users():
            found = MADE.fullmatch(user.removeprefix(self._prefix)) if user.startswith(self._prefix) else None
            if found:
                by_name.setdefault(found["name"], []).append(user)
        return [self._known(name, users, rights, limits, notes) for name, users in sorted(by_name.items())]

    def _known(
        self,
        name: str,
        users: list[str],
        rights: list[Any],
        limits: Mapping[str, Mapping[str, float]],
        notes: dict[str, Note],
    ) -> Subscriber:
        newest, note = users[-1], notes.get(name, Note())
        topics = sorted(
            one.resource_pattern.resource_name.removeprefix(self._prefix)
            for one in rights
            if one.principal == f"User:{newest}" and one.resource_pattern.resource_type == TOPIC
        )
        rate = limits.get(newest, {}).get(RATE)
        return Subscriber(
            name=name,
            users=users,
            topics=topics,
            bytes_per_second=None if rate is None else int(rate),
            note=note,
            missing=sorted(set(PUBLIC) - set(topics)) if note.all_public else [],
        )

    def get(self, name: str) -> Subscriber:
        for one in self.all():
            if one.name == name:
                return one
        raise Trouble(f"There is no subscriber named {name}: `liaison subscribers list` shows all.")

    def add(self, name: str, given: Sequence[str], bytes_per_second: int, note: Note) -> Credentials:
        """Trouble for a name that is taken or none, and for topics that are not public."""
        topics = chosen(given, all_public=note.all_public)
        if not NAME.fullmatch(name):
            raise Trouble(f"{name!r} is no name for a subscriber: 2 to 40 small letters, digits and hyphens.")
        if name.startswith("liaison"):
            raise Trouble("Names that begin with liaison are those of our own services.")
        if any(one.name == name for one in self.all()):
            raise Trouble(
                f"There is a subscriber named {name}: `liaison subscribers rotate {name}` gives it a new password, "
                f"`liaison subscribers allow {name}` other topics."
            )
        # After an earlier try that was cut short nothing of it may be left; and the user comes last, so that none is in
        # without a limit.
        self._admin.forbid(self._left_of(name))
        self._notes.write(name, note)
        return self._make_user(name, topics, bytes_per_second)

    def rotate(self, name: str) -> Credentials:
        """A second user beside the first: both are let in, as the same members of the same groups."""
        there = self.get(name)
        if len(there.users) > 1:
            raise Trouble(
                f"{name} has two passwords already, of {_moments(there)}: once it uses the newer one, "
                f"end the older with `liaison subscribers rotate {name} --finish`."
            )
        return self._make_user(name, there.topics, there.bytes_per_second)

    def finish(self, name: str) -> list[str]:
        """Ends all passwords but the newest; the users that are gone."""
        there = self.get(name)
        if len(there.users) < 2:
            raise Trouble(f"{name} has one password, of {_moments(there)}: there is none to end.")
        self._drop(there.users[:-1])
        return there.users[:-1]

    def allow(self, name: str, given: Sequence[str], *, all_public: bool) -> tuple[set[str], set[str]]:
        """These topics and no others; what it could read before, and what now."""
        topics, there = set(chosen(given, all_public=all_public)), self.get(name)
        before = set(there.topics)
        for user in there.users:
            self._admin.let_read(user, [self._prefix + topic for topic in topics - before], self._groups_of(name))
            self._admin.forbid_topics(user, [self._prefix + topic for topic in before - topics])
        self._notes.write(name, Note(there.note.contact, all_public))
        return before, topics

    def revoke(self, name: str) -> Subscriber:
        """Rights first: they end what open connections do. Then the passwords, so that no new one comes."""
        there = self.get(name)
        self._drop(there.users)
        self._notes.write(name, None)
        return there

    def _make_user(self, name: str, topics: Iterable[str], bytes_per_second: int | None) -> Credentials:
        made = f"{self._prefix}{name}.{self._now().strftime(MOMENT)}"
        if made in self._admin.users():
            raise Trouble(f"{name} got a password this very second: try again.")
        password = secrets.token_urlsafe(32)
        self._admin.limit(made, {RATE: bytes_per_second, REQUESTS: REQUEST_PERCENT})
        self._admin.let_read(made, [self._prefix + topic for topic in topics], self._groups_of(name))
        self._admin.put_user(made, password)
        self._admin.wait_until(lambda: made in self._admin.users(), f"the user {made}")
        return Credentials(made, password, self._groups_of(name))

    def _drop(self, users: Sequence[str]) -> None:
        self._admin.forbid(users)
        self._admin.drop_users(users)
        for user in users:
            self._admin.limit(user, {RATE: None, REQUESTS: None})
        gone = {f"User:{user}" for user in users}
        self._admin.wait_until(
            lambda: not gone & {one.principal for one in self._admin.rights()},
            f"the rights of {', '.join(users)} are gone",
        )

    def _left_of(self, name: str) -> list[str]:
        began = f"User:{self._prefix}{name}."
        return sorted(
            {one.principal.removeprefix("User:") for one in self._admin.rights() if one.principal.startswith(began)}
        )

    def _groups_of(self, name: str) -> str:
        return f"{self._prefix}{name}."


def _moments(there: Subscriber) -> str:
    return " and ".join(f"{at:%Y-%m-%d %H:%M} UTC" for at in there.made_at)
