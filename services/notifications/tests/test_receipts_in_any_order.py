"""Whatever providers say, in whatever order and how often: no move that the table forbids, and the same end.

Two deliveries live the same life. The first hears each batch of receipts as it comes, the second in another order and
some of them twice; nothing but the set of them may matter. The database itself refuses what is not legal.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from liaison_kit.database import Database, new_id
from liaison_kit.service import open_database
from liaison_kit.settings import Settings
from liaison_notifications.model import Delivery, Receipt
from liaison_notifications.model.sending.delivery import TRANSITIONS, DeliveryStatus, Outcome, Reason
from liaison_notifications.model.sending.receipts import Said, Says, apply, keep
from liaison_notifications.service import SERVICE
from sqlalchemy import delete, select

from services.notifications.tests.conftest import START

EFFORT = hypothesis.settings(
    max_examples=40,
    stateful_step_count=10,
    deadline=None,
    database=None,
    phases=[hypothesis.Phase.generate],  # making a failure shorter would take minutes: each step is a transaction
)
S = DeliveryStatus
RANK = {S.ACCEPTED: 1, S.UNDELIVERED: 2, S.DELIVERED: 3}
PARTS = st.sampled_from([(None, None), (1, 2), (2, 2), (1, 3), (2, 3), (3, 3)])
LIVES: list[list[DeliveryStatus]] = [[S.CLAIMED, each] for each in (S.ACCEPTED, S.UNKNOWN, S.RETRY_WAIT, S.FAILED)]
LIVES += [[], [S.CLAIMED], *[[S.CLAIMED, S.ACCEPTED]] * 4]
"""What has happened when the first receipt may come."""
WORDS = st.tuples(st.sampled_from(Says), PARTS, st.booleans())
"""What is said, of which part, and whether by our own id."""
BATCHES = st.lists(WORDS, min_size=1, max_size=4)


class Receipts(RuleBasedStateMachine):
    """A batch is heard at once or late; between batches the delivery lives on."""

    runner: asyncio.Runner
    database: Database

    @initialize(so_far=st.sampled_from(LIVES))
    def begin(self, so_far: Sequence[DeliveryStatus]) -> None:
        self.now: datetime = START
        self.ids: tuple[UUID, UUID] = (new_id(), new_id())
        self.best, self.now_is = 0, S.PLANNED
        self.heard: set[tuple[Says, int | None, int | None]] = set()
        self.runner.run(self._begin())
        for status in so_far:
            self.claim() if status == S.CLAIMED else self.settle(status)

    async def _begin(self) -> None:
        async with self.database.transaction() as session:
            await session.execute(delete(Receipt))
            await session.execute(delete(Delivery))
            for one in self.ids:
                about = {"sign_up_id": new_id(), "event_id": new_id(), "channel": "sms", "purpose": "confirmation"}
                about |= {"status": S.PLANNED, "created_at": START, "next_try_at": START}
                session.add(Delivery(id=one, dedupe_key=str(one), **about))

    def both(self) -> tuple[Delivery, Delivery]:
        async def read() -> tuple[Delivery, Delivery]:
            async with self.database.reading() as session:
                first, second = [await session.get_one(Delivery, one) for one in self.ids]
                return first, second

        return self.runner.run(read())

    def status(self) -> DeliveryStatus:
        """Of both, as the invariant read it after the last step."""
        return self.now_is

    def live(self, change: Any) -> None:
        async def changed() -> None:
            async with self.database.transaction() as session:
                for one in self.ids:
                    change(await session.get_one(Delivery, one))

        self.runner.run(changed())

    @precondition(lambda self: S.CLAIMED in TRANSITIONS.get(self.status(), ()))
    @rule()
    def claim(self) -> None:
        self.live(lambda row: row.claim(self.now, timedelta(seconds=30), "p"))

    @precondition(lambda self: self.status() == S.CLAIMED)
    @rule(status=st.sampled_from([S.ACCEPTED, S.ACCEPTED, S.UNKNOWN, S.RETRY_WAIT, S.FAILED]))
    def settle(self, status: DeliveryStatus) -> None:
        def settled(row: Delivery) -> None:
            row.settle(Outcome(status, provider_id=f"p-{row.id}" if status == S.ACCEPTED else None), self.now)

        self.live(settled)

    @precondition(lambda self: self.status() == S.UNKNOWN)
    @rule(status=st.sampled_from([S.ACCEPTED, S.RETRY_WAIT]))
    def ask(self, status: DeliveryStatus) -> None:
        self.live(lambda row: row.settle(Outcome(status, provider_id=f"p-{row.id}"), self.now))

    @precondition(lambda self: S.EXPIRED in TRANSITIONS.get(self.status(), ()))
    @rule(luck=st.integers(1, 6))
    def expire(self, luck: int) -> None:
        if luck == 1:  # the end of most lives would be too early for most receipts
            self.live(lambda row: row.drop(S.EXPIRED, Reason.EVENT_STARTED, self.now))

    @precondition(lambda self: self.status() == S.FAILED)
    @rule()
    def send_again(self) -> None:
        self.live(lambda row: row.wait_again(self.now))

    @rule(batch=BATCHES, data=st.data())
    def hear_more(self, batch: list[Any], data: st.DataObject) -> None:
        """Twice as often as anything else."""
        self.hear(batch, data, foreign=False)

    @rule(batch=BATCHES, data=st.data(), foreign=st.booleans())
    def hear(self, batch: list[Any], data: st.DataObject, foreign: bool) -> None:
        other = data.draw(st.permutations(batch + data.draw(st.lists(st.sampled_from(batch), max_size=2))))
        self.heard |= {(says, *part) for says, part, _ in batch}
        self.runner.run(self._hear(self.ids[0], batch))
        self.runner.run(self._hear(self.ids[1], other))
        self.time_passes(2)
        if foreign:
            self.runner.run(self._hear(new_id(), batch))
            self.runner.run(self._hear(self.ids[0], [(Says.DELIVERED, (None, None), True)], provider="another"))

    async def _hear(self, one: UUID, batch: list[Any], provider: str = "p") -> None:
        """One after the other, as they come."""
        async with self.database.transaction() as session:
            for says, (part, parts), own in batch:
                said = Said(str(one) if own else f"p-{one}", says, {}, part=part, parts=parts)
                await keep(session, provider, [said], self.now)

    @rule(seconds=st.sampled_from([61, 3600]))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        self.runner.run(self._settle())

    async def _settle(self) -> None:
        async with self.database.transaction() as session:
            waiting = await session.scalars(select(Receipt).where(Receipt.next_try_at <= self.now).with_for_update())
            for receipt in waiting.all():
                await apply(session, receipt, self.now)

    @invariant()
    def the_set_alone_matters(self) -> None:
        if not hasattr(self, "ids"):
            return
        first, second = self.both()
        self.now_is = DeliveryStatus(first.status)
        waiting = self.runner.run(self._waiting())
        if not waiting:
            assert (first.status, first.reason) == (second.status, second.reason)
            self.is_what_was_heard(first)
        rank = RANK.get(self.now_is, 0)
        assert rank >= self.best, "it moved back"
        self.best = rank

    def is_what_was_heard(self, row: Delivery) -> None:
        """Once it was accepted, all that was ever heard of it counts, and nothing else."""
        arrived = {(part, parts) for says, part, parts in self.heard if says == Says.DELIVERED}
        whole = (None, None) in arrived or any({(n, total) for n in range(1, total + 1)} <= arrived for total in (2, 3))
        said = {says for says, _, _ in self.heard}
        if row.status in RANK:
            end: tuple[str, str | None] = (S.ACCEPTED, None)
            if whole:
                end = (S.DELIVERED, None)
            elif said & {Says.UNDELIVERED, Says.NOT_REACHED}:
                end = (S.UNDELIVERED, "not_deliverable" if Says.UNDELIVERED in said else "not_reached")
            assert (row.status, row.reason) == end
        elif whole:
            assert row.status not in {S.RETRY_WAIT, S.UNKNOWN}, "it arrived, and is tried again or asked about"

    async def _waiting(self) -> int:
        async with self.database.reading() as session:
            mine = [str(one) for one in self.ids] + [f"p-{one}" for one in self.ids]
            theirs = select(Receipt).where(Receipt.next_try_at.is_not(None), Receipt.message.in_(mine))
            return len((await session.scalars(theirs.where(Receipt.provider == "p"))).all())

    def teardown(self) -> None:
        """Once all that waits has had its turn, both have come to the same end."""
        if not hasattr(self, "ids"):
            return
        self.now += timedelta(hours=2)
        self.runner.run(self._settle())
        first, second = self.both()
        assert (first.status, first.reason) == (second.status, second.reason)
        if not self.runner.run(self._waiting()):
            self.is_what_was_heard(first)


@contextmanager
def under_test(settings: Settings) -> Iterator[dict[str, Any]]:
    with asyncio.Runner() as runner:

        async def opened() -> Database:
            return open_database(SERVICE, settings)

        database = runner.run(opened())
        try:
            yield {"runner": runner, "database": database}
        finally:
            runner.run(database.close())


def test_no_receipt_moves_a_delivery_where_it_must_not_and_their_order_does_not_matter(settings: Settings) -> None:
    with under_test(settings) as attributes:
        machine = type("ReceiptsUnderTest", (Receipts,), attributes)
        run_state_machine_as_test(machine, settings=EFFORT)
