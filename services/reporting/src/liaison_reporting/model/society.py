"""Organisations on their way: groups, memoranda and grants. What can happen again counts each time."""

from uuid import uuid5

from liaison_contracts.registry import (
    CSOState,
    GrantAnnulled,
    GrantAwarded,
    GrantTransferred,
    GrantTransferTakenBack,
    InitiativeGroupFormed,
    MemorandumEnded,
    MemorandumSigned,
)
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.contributions import NETWORK, contribute
from liaison_reporting.model.network import belonged_to


async def keep_group(session: AsyncSession, fact: InitiativeGroupFormed) -> None:
    """A group, at the office that helps it."""
    figures = {"groups_formed": 1}
    await contribute(session, fact, "groups", place=fact.office_id, day=fact.occurred_on, figures=figures)


async def keep_memorandum(session: AsyncSession, fact: MemorandumSigned | MemorandumEnded) -> None:
    """Each signing and each end by itself, in the district that the organisation belonged to on that day."""
    cso: CSOState = fact.state
    what = "ended" if isinstance(fact, MemorandumEnded) else "renewed" if fact.renewal else "signed"
    former = [one.model_dump(mode="json") for one in cso.former_districts]
    await contribute(
        session,
        fact,
        "memoranda",
        place=belonged_to(former, fact.occurred_on) or cso.district_id or NETWORK,
        day=fact.occurred_on,
        figures={f"memoranda/{what}": 1},
        title=cso.name,
        aggregate=(uuid5(cso.id, f"memorandum/{cso.version}"), cso.version),
    )


async def keep_award(session: AsyncSession, fact: GrantAwarded | GrantAnnulled) -> None:
    """A grant on the day it was awarded; one that was taken back before it was paid counts on none."""
    counts = isinstance(fact, GrantAwarded)
    figures = {"grants/awarded": 1, "grants/amount": fact.state.amount} if counts else {}
    await contribute(
        session,
        fact,
        "grants",
        place=NETWORK,
        day=fact.occurred_on if counts else None,
        figures=figures,
        title=fact.state.project_title,
    )


async def keep_transfer(session: AsyncSession, fact: GrantTransferred | GrantTransferTakenBack) -> None:
    """Money that was paid; what had been recorded by mistake is taken off on the day of its correction."""
    sign = 1 if isinstance(fact, GrantTransferred) else -1
    await contribute(
        session,
        fact,
        "grant_transfers",
        place=NETWORK,
        day=fact.occurred_on,
        figures={"grants/transferred": sign * fact.amount},
        title=fact.state.project_title,
        aggregate=(uuid5(fact.state.id, f"transfer/{fact.state.version}"), fact.state.version),
    )
