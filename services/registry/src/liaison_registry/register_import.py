"""Taking over an extract of the state register: first its rows are set aside, then they are taken over in batches.

Each batch is a transaction of its own and moves the mark `taken` in it: a process that is ended in the middle loses
nothing, and the next one goes on there. Nothing of a row but what is listed is ever written: not to the database, not
to a log. See docs/decisions/0021-imports-in-batches.md.
"""

import asyncio
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

from liaison_contracts.registry import CSOListed, CSOState, CSOStatus
from liaison_kit import clock, outbox
from liaison_kit.database import copy_rows, new_id
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_registry.model import CSO, Counts, ImportReport, ImportRow, ImportStatus, Outcome, Rejection
from liaison_registry.model.imports.register_extract import EndedCSO, ListedCSO, outcomes

SET_ASIDE = 2_000
"""Rows that are in memory at once while a file is read."""
BATCH = 1_000
"""Rows that a transaction takes over; other changes of the same organisations wait as long."""

# An organisation that has ended there and is known here as active is a difference, and no mistake of the file.
_ENDED = text("""
    update import_row as row set outcome = 'differs', sentence = '',
        here = jsonb_build_object('name', cso.name, 'registered_on', cso.registered_on, 'status', cso.status)
    from cso where row.import_id = :import_id and row.outcome = 'refused' and cso.edrpou = row.edrpou
        and cso.status = 'active'
""")
_KNOWN = text("""
    update import_row as row set
        outcome = case when cso.name <> row.name or cso.registered_on <> row.registered_on or cso.status <> 'active'
            then 'differs' else 'unchanged' end,
        here = jsonb_build_object('name', cso.name, 'registered_on', cso.registered_on, 'status', cso.status)
    from cso where row.import_id = :import_id and row.number > :after and row.number <= :until
        and row.outcome = 'waiting' and cso.edrpou = row.edrpou
    returning row.outcome
""")


async def set_aside(session: AsyncSession, report: ImportReport, file: BinaryIO) -> None:
    """Puts the file's rows beside the report, whole or, with BrokenFile, none; the file is read in another thread."""
    found, number = outcomes(file, clock.today()), 0
    while batch := await asyncio.to_thread(_next, found):
        rows = [_row(report, number + at, one) for at, one in enumerate(batch, start=1)]
        number += len(batch)
        await copy_rows(session, ImportRow, rows)
    report.rows = number
    await session.execute(_ENDED, {"import_id": report.id})
    by_outcome = select(ImportRow.outcome, func.count()).where(ImportRow.import_id == report.id)
    counted = dict((await session.execute(by_outcome.group_by(ImportRow.outcome))).all())
    report.refused, report.differing = counted.get(Outcome.REFUSED, 0), counted.get(Outcome.DIFFERS, 0)


def _next(found: Iterator[ListedCSO | Rejection]) -> list[ListedCSO | Rejection]:
    return list(islice(found, SET_ASIDE))


def _row(report: ImportReport, number: int, one: ListedCSO | Rejection) -> dict[str, Any]:
    row: dict[str, Any] = {"import_id": report.id, "number": number, "line": one.line, "here": {}}
    if isinstance(one, ListedCSO):
        listed = {"edrpou": one.edrpou, "name": one.name, "registered_on": one.registered_on}
        return row | listed | {"outcome": Outcome.WAITING, "field": "", "sentence": "", "values": {}}
    code = one.edrpou if isinstance(one, EndedCSO) else None
    refused = {"field": one.field, "sentence": one.sentence, "values": one.values, "outcome": Outcome.REFUSED}
    return row | refused | {"edrpou": code, "name": None, "registered_on": None}


async def take_over(session: AsyncSession, report: ImportReport, most: int = BATCH) -> None:
    """The next rows: those not known yet are listed, or in a dry run counted; the report says how far it has come.

    The report is locked, so that no two do this at once.
    """
    after, until = report.taken, min(report.rows, report.taken + most)
    mine = (ImportRow.import_id == report.id, ImportRow.number > after, ImportRow.number <= until)
    if not report.dry_run:
        await _list(session, mine)
    known = (await session.scalars(_KNOWN, {"import_id": report.id, "after": after, "until": until})).all()
    rest = select(func.count()).select_from(ImportRow).where(*mine)
    new = Outcome.WAITING if report.dry_run else Outcome.ADDED
    added = await session.scalar(rest.where(ImportRow.outcome == new)) or 0
    if report.dry_run:
        await session.execute(update(ImportRow).where(*mine, ImportRow.outcome == new).values(outcome=Outcome.ADDED))
    differing = sum(outcome == Outcome.DIFFERS for outcome in known)
    counts = Counts.model_validate(report.counts["csos"])
    counts.added, counts.unchanged = counts.added + added, counts.unchanged + len(known)
    report.counts = {"csos": counts.model_dump()}
    report.differing, report.taken = report.differing + differing, until
    if report.taken == report.rows:
        report.status = ImportStatus.DONE


async def drop_waiting(session: AsyncSession, report: ImportReport) -> None:
    """What was not taken over of an import that was stopped."""
    waiting = delete(ImportRow).where(ImportRow.import_id == report.id, ImportRow.outcome == Outcome.WAITING)
    await session.execute(waiting)


async def _list(session: AsyncSession, mine: tuple[Any, ...]) -> None:
    # In one order, so that two imports at once wait for each other instead of deadlocking.
    waiting = select(ImportRow.edrpou, ImportRow.name, ImportRow.registered_on)
    waiting = waiting.where(*mine, ImportRow.outcome == Outcome.WAITING).order_by(ImportRow.edrpou)
    rows = (await session.execute(waiting)).all()
    if not rows:
        return
    table: Any = CSO.__table__
    new = postgresql.insert(table).on_conflict_do_nothing(index_elements=["edrpou"]).returning(*table.c)
    added = (await session.execute(new, [_cso(row) for row in rows])).all()
    codes = [row.edrpou for row in added]
    today = clock.today()
    facts = [CSOListed(occurred_on=today, state=CSOState.model_validate(row, from_attributes=True)) for row in added]
    await outbox.publish_many(session, facts)
    taken = update(ImportRow).where(*mine, ImportRow.outcome == Outcome.WAITING, ImportRow.edrpou.in_(codes))
    await session.execute(taken.values(outcome=Outcome.ADDED))


def _cso(row: Any) -> dict[str, Any]:
    return {
        "id": new_id(),
        "version": 1,
        "edrpou": row.edrpou,
        "name": row.name,
        "status": CSOStatus.ACTIVE,
        "registered_on": row.registered_on,
        "created_with_help": False,
        "dissolved_on": None,
        "district_id": None,
    }
