"""Subscribers, as Kafka knows them: its users, their rights and their quotas. Why so: decision 26.

A subscriber NAME has a Kafka user for each of its passwords, called after the moment it was made
(NAME.20261130T084500000000Z): one, or two while it changes from the older to the newer. A user that was taken away
never comes back under its name, and so neither does a connection that it had left open.
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
MADE = re.compile(r"(?P<name>[a-z][a-z0-9-]{1,39})\.(?P<at>\d{8}T\d{12}Z)")
HandOver = Callable[[Credentials], None]
"""Called before the password is good: what cannot be handed over is not made, and none is good that nobody has seen."""
RATE, REQUESTS = "consumer_byte_rate", "request_percentage"
REQUEST_PERCENT = 50.0
"""Of one of the broker's threads: a client that asks without pause does not keep the others waiting."""


class Accounts:
    """All subscribers of one network; another one on the same cluster has another prefix of topics."""

    def __init__(
        self, settings: KafkaSettings, admin: KafkaAdmin, now: Callable[[], datetime] = clock.real_now
    ) -> None:
        self._prefix = settings.topic_prefix
        self.admin = admin
        self._notes = Notes(settings, admin)
        self._now = now

    def all(self) -> list[Subscriber]:
        rights, limits, notes = self.admin.rights(), self.admin.limits(), self._notes.read()
        by_name: dict[str, list[str]] = {}
        for user in self.admin.users():
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

    def add(
        self, name: str, given: Sequence[str], bytes_per_second: int, note: Note, hand_over: HandOver
    ) -> Credentials:
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
        self.admin.forbid(self._left_of(name))
        self._notes.write(name, note)
        return self._make_user(name, topics, bytes_per_second, hand_over)

    def rotate(self, name: str, hand_over: HandOver) -> Credentials:
        """A second user beside the first: both are let in, as the same members of the same groups."""
        there = self.get(name)
        if len(there.users) > 1:
            raise Trouble(
                f"{name} has two passwords already, of {_moments(there)}: once it uses the newer one, "
                f"end the older with `liaison subscribers rotate {name} --finish`; "
                f"if the newer one was lost, end that with `--take-back`."
            )
        return self._make_user(name, there.topics, there.bytes_per_second, hand_over)

    def finish(self, name: str) -> list[str]:
        """Ends all passwords but the newest; the users that are gone."""
        return self._end(name, slice(None, -1))

    def take_back(self, name: str) -> list[str]:
        """Ends all passwords but the oldest, which is in use while a newer one is lost; the users that are gone."""
        return self._end(name, slice(1, None))

    def _end(self, name: str, which: slice) -> list[str]:
        there = self.get(name)
        if len(there.users) < 2:
            raise Trouble(f"{name} has one password, of {_moments(there)}: there is none to end.")
        self._drop(there.users[which])
        return there.users[which]

    def allow(self, name: str, given: Sequence[str], *, all_public: bool) -> tuple[set[str], set[str]]:
        """These topics and no others; what it could read before, and what now."""
        topics, there = set(chosen(given, all_public=all_public)), self.get(name)
        before = set(there.topics)
        for user in there.users:
            self.admin.let_read(user, [self._prefix + topic for topic in topics - before], self._groups_of(name))
            self.admin.forbid_topics(user, [self._prefix + topic for topic in before - topics])
        self._notes.write(name, Note(there.note.contact, all_public))
        return before, topics

    def revoke(self, name: str) -> Subscriber:
        """Rights first: they end what open connections do. Then the passwords, so that no new one comes."""
        there = self.get(name)
        self._drop(there.users)
        self._notes.write(name, None)
        return there

    def _make_user(
        self, name: str, topics: Iterable[str], bytes_per_second: int | None, hand_over: HandOver
    ) -> Credentials:
        made = f"{self._prefix}{name}.{self._now().strftime(MOMENT)}"
        if made in self.admin.users():
            raise Trouble(f"{name} got a password this very moment: try again.")
        credentials = Credentials(made, secrets.token_urlsafe(32), self._groups_of(name))
        self.admin.limit(made, {RATE: bytes_per_second, REQUESTS: REQUEST_PERCENT})
        self.admin.let_read(made, [self._prefix + topic for topic in topics], self._groups_of(name))
        try:
            hand_over(credentials)
        except BaseException:
            self.admin.forbid([made])
            self.admin.limit(made, {RATE: None, REQUESTS: None})
            raise
        self.admin.put_user(made, credentials.password)
        self.admin.wait_until(lambda: made in self.admin.users(), f"the user {made}")
        return credentials

    def _drop(self, users: Sequence[str]) -> None:
        self.admin.forbid(users)
        self.admin.drop_users(users)
        for user in users:
            self.admin.limit(user, {RATE: None, REQUESTS: None})
        gone = {f"User:{user}" for user in users}
        self.admin.wait_until(
            lambda: not gone & {one.principal for one in self.admin.rights()},
            f"the rights of {', '.join(users)} are gone",
        )

    def _left_of(self, name: str) -> list[str]:
        began = f"User:{self._prefix}{name}."
        return sorted(
            {one.principal.removeprefix("User:") for one in self.admin.rights() if one.principal.startswith(began)}
        )

    def _groups_of(self, name: str) -> str:
        return f"{self._prefix}{name}."


def _moments(there: Subscriber) -> str:
    return " and ".join(f"{at:%Y-%m-%d %H:%M} UTC" for at in there.made_at)
