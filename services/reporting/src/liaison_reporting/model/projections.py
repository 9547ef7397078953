"""What reactions keep, and a replay makes anew."""

from datetime import datetime

from liaison_kit.tables import ParkedRow
from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.contributions import Contribution, DayFigure, EventTally, MonthFigure, Telling
from liaison_reporting.model.events import HeldEvent
from liaison_reporting.model.feed.log import FeedPlace, FeedRecord
from liaison_reporting.model.happenings import Happening
from liaison_reporting.model.kept import Base
from liaison_reporting.model.network import DistrictCopy, OfficeCopy, ProgrammeCopy
from liaison_reporting.model.open_data.editions import DatasetEdition, PublishedFile
from liaison_reporting.model.open_data.grant_sets import GrantCopy
from liaison_reporting.model.organisations import OrganisationCreated
from liaison_reporting.model.periods.locked import LockedPeriod
from liaison_reporting.model.scorecard.records import Completion, ToldScorecard
from liaison_reporting.model.sharing import once
from liaison_reporting.model.webhooks.webhook import Webhook, WebhookAttempt

KEPT = (
    *(ProgrammeCopy, DistrictCopy, OfficeCopy, OrganisationCreated, HeldEvent, GrantCopy),
    *(Contribution, Telling, Happening),
)
DECIDED = (LockedPeriod, DatasetEdition, Completion, ToldScorecard)
"""What was decided or published here, kept by reactions on our own facts; no figure is more current by it."""
PROJECTIONS: tuple[type[Base], ...] = (*KEPT, *DECIDED, DayFigure, MonthFigure, EventTally)
"""Every table of the service but FILES and FEED: each is recomputable from facts alone."""
FILES: tuple[type[Base], ...] = (PublishedFile,)
"""Files as they were published: a replay leaves them, and whoever loses them publishes anew (docs/decisions/0024)."""

FEED: tuple[type[Base], ...] = (FeedRecord, FeedPlace, Webhook, WebhookAttempt)
"""Places in the feed are given once: a replay leaves them, and so cursors hold (docs/decisions/0027)."""


async def newest_fact_at(session: AsyncSession) -> datetime | None:
    """When the newest fact in any of the tables was recorded: how current every number is."""
    newest = [select(func.max(table.recorded_at)).scalar_subquery() for table in KEPT]
    return await once("newest fact", lambda: session.scalar(select(func.greatest(*newest))))


def waiting_facts() -> Select[int]:
    """How many facts have arrived, could not be applied yet, and are missing in every number."""
    return select(func.count()).select_from(ParkedRow).where(ParkedRow.dropped_at.is_(None))
