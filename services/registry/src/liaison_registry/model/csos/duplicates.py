"""Organisations that may be one: entered twice under names that are alike. A person decides whether they are."""

from datetime import date
from typing import Any
from uuid import UUID

from liaison_contracts.registry import CSOStatus
from liaison_kit.errors import Conflict
from sqlalchemy import ColumnElement, ForeignKey, Select, and_, exists, func, literal, or_, select, union_all, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased, mapped_column

from liaison_registry.model.csos.cso import CSO
from liaison_registry.model.csos.memorandum import Memorandum, NetworkMembership
from liaison_registry.model.metadata import Base

MOVED_OTHERWISE = {"cso", "csos_apart", "initiative_group", "memorandum", "network_membership"}
"""Of a group it stays known which entry it became; a merge leads on from there."""
ALIKE = 0.5
"""Of all three-letter pieces of both names so many are common (pg_trgm): a letter more or less, or another order."""
NEIGHBOURS = 4


class BothHaveOne(Conflict):
    """Both have what one organisation can have only once, such as a memorandum in force: end one of them first."""

    field = "gone"


class CSOsApart(Base):
    """Two organisations of which somebody has said that they are not one; `one_id` is the smaller id."""

    __tablename__ = "csos_apart"

    one_id: Mapped[UUID] = mapped_column(ForeignKey("cso.id"), primary_key=True)
    other_id: Mapped[UUID] = mapped_column(ForeignKey("cso.id"), primary_key=True)


def like_this(cso: CSO) -> Select[CSO]:
    """Organisations with a name like this one's, the likest first."""
    key = select(func.cso_key(cso.name)).scalar_subquery()  # worked out once, not for every row
    likeness = func.similarity(CSO.key, key)
    alike = and_(CSO.key.op("%")(key), likeness >= ALIKE)
    there = and_(CSO.id != cso.id, CSO.status != CSOStatus.MERGED, ~_told_apart(CSO.id, literal(cso.id)))
    return select(CSO).where(alike, there).order_by(likeness.desc(), CSO.name).limit(5)


def pairs() -> Select[UUID, UUID, float]:
    """Ids of two and how alike their names are, the likest first.

    Each is compared with its neighbours in the order of the keys only, so that it takes no longer than sorting them.
    """
    ordered = select(CSO.id, CSO.key).where(CSO.status != CSOStatus.MERGED).subquery()
    order = (ordered.c.key, ordered.c.id)
    neighbours = [
        select(
            ordered.c.id.label("one"),
            ordered.c.key.label("one_key"),
            func.lead(ordered.c.id, ahead).over(order_by=order).label("other"),
            func.lead(ordered.c.key, ahead).over(order_by=order).label("other_key"),
        )
        for ahead in range(1, NEIGHBOURS + 1)
    ]
    near = union_all(*neighbours).subquery()
    likeness = func.similarity(near.c.one_key, near.c.other_key)
    return (
        select(near.c.one, near.c.other, likeness.label("likeness"))
        .where(near.c.other.is_not(None), likeness >= ALIKE, ~_told_apart(near.c.one, near.c.other))
        .order_by(likeness.desc(), near.c.one_key, near.c.one)
    )


def _told_apart(one: Any, other: Any) -> ColumnElement[bool]:
    row = aliased(CSOsApart)
    return exists(
        select(row.one_id).where(
            or_(and_(row.one_id == one, row.other_id == other), and_(row.one_id == other, row.other_id == one))
        )
    )


def columns_that_point_at_a_cso() -> list[ColumnElement[UUID]]:
    """Where other tables of the registry name an organisation that did or got something.

    Found by their foreign keys, so that what a merge has to move is not forgotten when a table is added.
    """
    return [
        key.parent
        for table in Base.metadata.sorted_tables
        if table.name not in MOVED_OTHERWISE
        for key in table.foreign_keys
        if key.column.table.name == CSO.__tablename__
    ]


async def hand_over(session: AsyncSession, kept: CSO, gone: CSO, today: date) -> None:
    """All that belonged to the entry that goes belongs to the one that is kept.

    BothHaveOne where that one has the same already.
    """
    await _hand_over_memoranda(session, kept, gone)
    await _hand_over_memberships(session, kept, gone, today)
    try:
        async with session.begin_nested():
            for column in columns_that_point_at_a_cso():
                await session.execute(update(column.table).where(column == gone.id).values({column.name: kept.id}))
    except IntegrityError as error:
        raise BothHaveOne from error


async def _hand_over_memoranda(session: AsyncSession, kept: CSO, gone: CSO) -> None:
    """One that held while the other entry had one, too, stays where it is: it is the same, told twice."""
    if kept.memorandum and gone.memorandum:
        raise BothHaveOne
    rows = (await session.scalars(select(Memorandum).where(Memorandum.cso_id.in_([kept.id, gone.id])))).all()
    theirs = [one for one in rows if one.cso_id == kept.id]
    for one in rows:
        if one in theirs or any(one.held_with(other) for other in theirs):
            continue
        one.cso_id = kept.id
        if one.ended_on is None:
            kept.memorandum_signed_on, kept.memorandum_valid_until = one.signed_on, one.valid_until


async def _hand_over_memberships(session: AsyncSession, kept: CSO, gone: CSO, today: date) -> None:
    rows = (
        await session.scalars(select(NetworkMembership).where(NetworkMembership.cso_id.in_([kept.id, gone.id])))
    ).all()
    theirs = [one for one in rows if one.cso_id == kept.id]
    for one in rows:
        if one in theirs:
            continue
        if not any(one.held_with(other) for other in theirs):
            one.cso_id, kept.network_since = kept.id, kept.network_since or (one.joined_on if one.is_present else None)
        elif one.is_present:
            one.cease(gone, today)
