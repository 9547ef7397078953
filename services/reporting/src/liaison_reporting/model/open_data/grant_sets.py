"""The dataset of grants: who received how much for what, what was paid of it, and whether it was reported on."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_reporting.model.kept import Base, Kept
from liaison_reporting.model.open_data.dataset import Dataset, Row

GRANT_SET_TEXTS = {
    "grants": "Grants",
    "grants_about": "Grants that organisations received in the network's competitions.",
    "grants_words": "grant, competition, civil-society organisation, money",
}
T = GRANT_SET_TEXTS


class GrantCopy(Kept, Base):
    """A grant as last told; amounts are kopiykas."""

    __tablename__ = "grant_copy"

    call_slug: Mapped[str]
    call_title: Mapped[str]
    cso_id: Mapped[UUID]
    edrpou: Mapped[str]
    cso_name: Mapped[str]
    project_title: Mapped[str]
    amount: Mapped[int] = mapped_column(BigInteger)
    transferred: Mapped[int] = mapped_column(BigInteger)
    report_due_on: Mapped[date | None]
    report_received_on: Mapped[date | None]
    annulled_on: Mapped[date | None]


async def _grants(session: AsyncSession) -> list[Row]:
    return [
        [
            *(one.id, one.call_slug, one.call_title, one.cso_id, one.edrpou, one.cso_name, one.project_title),
            *(f"{kopiykas // 100}.{kopiykas % 100:02}" for kopiykas in (one.amount, one.transferred)),
            *(one.report_due_on, one.report_received_on, one.annulled_on),
        ]
        for one in await session.scalars(select(GrantCopy))
    ]


GRANTS = Dataset(
    "grants",
    T["grants"],
    T["grants_about"],
    T["grants_words"],
    (
        *("grant_id", "call", "call_title", "organisation_id", "edrpou", "organisation_name", "project"),
        *("amount", "transferred", "report_due_on", "report_received_on", "annulled_on"),
    ),
    ("grant_id",),
    _grants,
)
