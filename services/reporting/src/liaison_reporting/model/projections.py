"""What reactions keep, and a replay makes anew."""

from datetime import datetime

from sqlalchemy import Select, func, select

from liaison_reporting.model.contributions import Contribution, DayFigure, Telling
from liaison_reporting.model.events import HeldEvent
from liaison_reporting.model.happenings import Happening
from liaison_reporting.model.kept import Base
from liaison_reporting.model.network import DistrictCopy, OfficeCopy, ProgrammeCopy
from liaison_reporting.model.organisations import OrganisationCreated
from liaison_reporting.model.scorecard.records import Completion, ToldScorecard

KEPT = (ProgrammeCopy, DistrictCopy, OfficeCopy, OrganisationCreated, HeldEvent, Contribution, Telling, Happening)
PROJECTIONS: tuple[type[Base], ...] = (*KEPT, DayFigure, Completion, ToldScorecard)
"""Every table of the service: each is recomputable from facts alone, its own among them."""


def newest_fact_at() -> Select[tuple[datetime | None]]:
    """When the newest fact in any of the tables was recorded: how current every number is."""
    newest = [select(func.max(table.recorded_at)).scalar_subquery() for table in KEPT]
    return select(func.greatest(*newest))
