"""Who is reached: what became of messages, window by window."""

from collections import Counter
from uuid import uuid5

from liaison_contracts.deliveries import DeliveriesCounted
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.contributions import NETWORK, contribute


async def keep_deliveries(session: AsyncSession, fact: DeliveriesCounted) -> None:
    """All windows are one aggregate's on the topic; here each counts by itself, once."""
    figures = Counter[str]()
    for one in fact.counts:
        figures[f"messages/{one.purpose}/{one.channel}/{one.outcome}"] += one.count
    window = (uuid5(fact.series, str(fact.number)), 1)
    await contribute(session, fact, "messages", place=NETWORK, day=fact.occurred_on, figures=figures, aggregate=window)
