"""The commitment's own story, as the other services told it: October 2021 to December 2023, and what came after.

Three offices, eight milestones, at least fifteen events in each first year, three organisations. Told with all that
goes wrong in truth: facts that came late, reports that were corrected, a district that was split, an office that
stopped for a time, one that was closed and opened again, days on which clocks changed, and both ends of a year.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from liaison_contracts.fact import Fact, State
from liaison_contracts.registry import (
    ConceptAdopted,
    CSOsMerged,
    MilestoneChanged,
    NeedsStudyState,
    OfficeClosed,
    OfficeOpened,
    OfficeResumed,
    OfficeSiteChosen,
    OfficeState,
    OfficeSuspended,
    ProgrammeAdopted,
    ProgrammeState,
    StaffTrained,
    TargetsChanged,
)
from liaison_kit import telemetry
from liaison_kit.database import Database, new_id
from liaison_kit.telemetry import Trace
from liaison_reporting.model.projections import PROJECTIONS
from liaison_reporting.service import SERVICE
from sqlalchemy import text

PERIODS = {
    1: (date(2021, 10, 1), date(2021, 12, 31)),
    2: (date(2022, 1, 1), date(2022, 3, 31)),
    3: (date(2021, 10, 1), date(2023, 12, 31)),
    4: (date(2022, 4, 1), date(2022, 6, 30)),
    5: (date(2022, 4, 1), date(2023, 3, 31)),
    6: (date(2023, 1, 1), date(2023, 3, 31)),
    7: (date(2023, 5, 1), date(2023, 5, 31)),
    8: (date(2023, 6, 1), date(2023, 12, 31)),
}
STEPS = [
    (date(2021, 10, 5), 1, "in_progress"),
    (date(2021, 10, 20), 3, "in_progress"),
    (date(2021, 12, 28), 1, "finished"),
    (date(2022, 1, 10), 2, "in_progress"),
    (date(2022, 2, 24), 2, "stuck"),
    (date(2022, 4, 1), 2, "in_progress"),
    (date(2022, 4, 15), 4, "in_progress"),
    (date(2022, 5, 1), 5, "in_progress"),
    (date(2022, 5, 20), 2, "finished"),
    (date(2022, 6, 24), 4, "finished"),
    (date(2023, 1, 9), 6, "in_progress"),
    (date(2023, 3, 31), 6, "finished"),
    (date(2023, 5, 10), 5, "finished"),
    (date(2023, 5, 29), 7, "finished"),
    (date(2023, 6, 1), 8, "in_progress"),
    (date(2023, 12, 29), 3, "finished"),
    (date(2024, 1, 20), 8, "finished"),
]
LATE_STEPS = {(6, "finished"): datetime(2023, 4, 14, 9, tzinfo=UTC)}
KHUTORY = [(5, 14), (5, 15), (6, 3), (6, 17), (7, 8), (7, 22), (8, 12), (9, 9), (9, 23), (10, 14), (10, 28), (11, 11)]
KHUTORY += [(11, 25), (12, 9), (12, 31)]
STADNYTSIA = [(5, 22), (6, 10), (6, 24), (7, 15), (9, 16), (9, 30), (10, 7), (10, 21), (10, 29), (11, 4), (11, 18)]
STADNYTSIA += [(12, 2), (12, 16), (12, 30)]
DESNA = [(5, 29), (6, 11), (6, 25), (7, 9), (7, 23), (8, 6), (8, 20), (9, 3), (9, 17), (10, 1), (10, 15), (11, 5)]
DESNA += [(11, 19), (12, 3), (12, 17)]
SPLIT = date(2023, 11, 1)
GOALS = {"offices_opened": 3, "csos_created": 3, "events_per_office": 15}


@dataclass(frozen=True)
class Told:
    """One record, and when its publisher recorded it."""

    record: Fact | State
    at: datetime


class Story:
    """All of it; `told` in the order in which it is written here."""

    def __init__(self, facts: Any) -> None:
        self._facts = facts
        self.told: list[Told] = []
        self.districts = [facts.district(name=f"Округ {number}", name_en=f"District {number}") for number in range(8)]
        self.offices: dict[str, OfficeState] = {}
        self._commitment()
        self._split()
        self._offices()
        self._events()
        self._organisations()
        self._people_and_concept()

    def _tell(self, record: Fact | State, at: datetime | None = None) -> None:
        on = record.occurred_on if isinstance(record, Fact) else date(2024, 6, 1)
        self.told.append(Told(record, at or datetime.combine(on, time(18), UTC)))

    def _commitment(self) -> None:
        milestones = {
            number: self._facts.milestone(number, ends_on, "not_started") | {"starts_on": starts_on}
            for number, (starts_on, ends_on) in PERIODS.items()
        }
        programme: ProgrammeState = self._facts.programme(milestones=list(milestones.values()))
        self.programme = programme
        self._tell(ProgrammeAdopted(occurred_on=date(2021, 10, 1), state=programme))
        for day, number, status in STEPS:
            milestones[number] = milestones[number] | {"status": status}
            programme = self._next(programme, milestones=list(milestones.values()))
            changed = MilestoneChanged(occurred_on=day, state=programme, number=number, status=status)
            self._tell(changed, LATE_STEPS.get((number, status)))
            if (number, status) == (6, "in_progress"):
                more = {"key": "staff_trained", "title": "Навчено", "title_en": "Trained", "goal": 4}
                programme = self._next(programme, targets=[*programme.model_dump()["targets"], more])
                self._tell(TargetsChanged(occurred_on=date(2023, 1, 15), state=programme))
        self._tell(programme)

    def _next(self, programme: ProgrammeState, **changes: Any) -> ProgrammeState:
        return ProgrammeState.model_validate(programme.model_dump() | {"version": programme.version + 1} | changes)

    def _split(self) -> None:
        came = {"joined_on": SPLIT, "predecessors": [self.districts[1].id]}
        self.parts = [self._facts.district(name=name, name_en=name, **came) for name in ("Перший", "Другий")]
        for number, district in enumerate(self.districts):
            self._tell(district)
            if number == 1:
                ended = {"version": 2, "ended_on": SPLIT, "successors": [one.id for one in self.parts]}
                self._tell(district.model_copy(update=ended))
        for part in self.parts:
            self._tell(part)

    def _offices(self) -> None:
        plan = [
            ("khutory", 0, date(2022, 5, 10), date(2023, 5, 15)),
            ("stadnytsia", 1, date(2022, 6, 1), date(2023, 5, 22)),
            ("desna", 2, date(2022, 6, 20), date(2023, 5, 29)),
        ]
        for slug, district, chosen_on, opened_on in plan:
            place = {"slug": slug, "district_id": self.districts[district].id}
            planned = self._facts.planned_office(**place)
            self._tell(OfficeSiteChosen(occurred_on=chosen_on, state=planned))
            if slug == "khutory":
                corrected = planned.model_copy(update={"version": 2})
                self._tell(OfficeSiteChosen(occurred_on=date(2022, 7, 1), state=corrected))
            opened = self._facts.office(id=planned.id, version=3, opened_on=opened_on, **place)
            self.offices[slug] = opened
            late = datetime(2023, 6, 2, 9, tzinfo=UTC) if slug == "desna" else None
            self._tell(OfficeOpened(occurred_on=opened_on, state=opened), late)
            self._tell(opened)
        self._stopped_for_a_time(self.offices["stadnytsia"])
        self._closed_and_opened_again(self.offices["desna"])

    def _stopped_for_a_time(self, office: OfficeState) -> None:
        stopped = self._facts.office(**office.model_dump() | {"version": 4, "status": "suspended"})
        self._tell(OfficeSuspended(occurred_on=date(2023, 8, 1), state=stopped))
        resumed = self._facts.office(**office.model_dump() | {"version": 5})
        self._tell(OfficeResumed(occurred_on=date(2023, 9, 15), state=resumed))
        former = [{"district_id": office.district_id, "until": SPLIT}]
        moved = {"version": 6, "district_id": self.parts[0].id, "former_districts": former}
        self._tell(self._facts.office(**office.model_dump() | moved))

    def _closed_and_opened_again(self, office: OfficeState) -> None:
        on = date(2024, 3, 1)
        closed = self._facts.office(**office.model_dump() | {"version": 4, "status": "closed", "closed_on": on})
        self._tell(OfficeClosed(occurred_on=on, state=closed))
        self._tell(closed)
        again = self._facts.office(**office.model_dump() | {"version": 5})
        self._tell(OfficeResumed(occurred_on=date(2024, 4, 15), state=again))
        self._tell(again)

    def _events(self) -> None:
        late = {
            ("stadnytsia", (6, 24)): datetime(2023, 8, 10, 9, tzinfo=UTC),
            ("desna", (5, 29)): datetime(2023, 6, 2, 9, tzinfo=UTC),
            ("khutory", (12, 31)): datetime(2023, 12, 31, 21, 59, 59, tzinfo=UTC),  # a second to midnight in Kyiv
            ("stadnytsia", (12, 30)): datetime(2023, 12, 31, 22, tzinfo=UTC),  # midnight
        }
        for slug, days in (("khutory", KHUTORY), ("stadnytsia", STADNYTSIA), ("desna", DESNA)):
            for day in days:
                held = self._held(slug, date(2023, *day), late.get((slug, day)))
                if (slug, day) == ("stadnytsia", (7, 15)):
                    self._corrected(held, datetime(2023, 7, 20, 9, tzinfo=UTC), attendance=25)
        self._held("khutory", date(2024, 2, 10))
        wrong_day = self._held("khutory", date(2024, 5, 15))
        self._corrected(wrong_day, datetime(2024, 5, 20, 9, tzinfo=UTC), occurred_on=date(2024, 5, 14))
        self._held("khutory", date(2024, 5, 15))
        midnight = datetime(2023, 12, 31, 22, 30, tzinfo=UTC)  # half past midnight of the new year in Kyiv
        ends = {"starts_at": midnight, "ends_at": midnight.replace(hour=23)}
        self._held("stadnytsia", date(2024, 1, 1), datetime(2024, 1, 1, 8, tzinfo=UTC), **ends)
        self._held("stadnytsia", date(2024, 3, 31))
        for day in (date(2024, 1, 14), date(2024, 5, 28), date(2024, 5, 29)):
            self._held("desna", day)

    def _held(self, slug: str, on: date, at: datetime | None = None, **changes: Any) -> Any:
        held = self._facts.event_held(self.offices[slug].id, on=on, attendance=10, **changes)
        self._tell(held, at)
        return held

    def _corrected(self, held: Any, at: datetime, **changes: Any) -> None:
        state = held.state.model_copy(update={"version": 3})
        told = held.model_dump() | {"state": state} | changes
        self._tell(self._facts.event_report_corrected(told), at)

    def _organisations(self) -> None:
        first = self._facts.cso_registered(on=date(2023, 7, 4), district_id=self.districts[0].id)
        double = self._facts.cso_registered(on=date(2023, 7, 4))
        self._tell(first)
        self._tell(double, datetime(2023, 7, 6, 9, tzinfo=UTC))
        kept = first.state.model_copy(update={"version": 2})
        merged = CSOsMerged(occurred_on=date(2023, 9, 1), state=kept, gone_id=double.state.id, gone_version=2)
        self._tell(merged)
        self._tell(self._facts.cso_registered(with_help=False, on=date(2023, 8, 8)))
        in_the_split = self._facts.cso_registered(on=date(2023, 10, 10), district_id=self.parts[1].id)
        self._tell(in_the_split, datetime(2023, 11, 15, 9, tzinfo=UTC))
        for on in (date(2023, 12, 20), date(2024, 2, 2)):
            self._tell(self._facts.cso_registered(on=on))

    def _people_and_concept(self) -> None:
        days = [(date(2023, 2, 10), date(2023, 3, 1)), (date(2023, 2, 10),), (date(2023, 3, 31),), (date(2024, 1, 15),)]
        for completed in days:
            ids = {"account_id": new_id(), "programme_id": new_id()}
            for number, on in enumerate(completed, start=1):
                self._tell(StaffTrained(occurred_on=on, certificate_id=new_id(), number=number, **ids))
        study: dict[str, Any] = {"id": new_id(), "version": 3, "slug": "needs", "title": "Потреби", "title_en": "Needs"}
        study |= {"opens_on": date(2022, 1, 10), "closes_on": date(2022, 3, 10), "published_on": date(2022, 5, 1)}
        state = NeedsStudyState(**study, district_ids=[], results=[], concept_adopted_on=date(2022, 6, 24))
        self._tell(ConceptAdopted(occurred_on=date(2022, 6, 24), state=state))


async def hear(database: Database, told: Sequence[Told]) -> None:
    """Applies the records as they arrive, in this order, in empty tables."""
    reactions = {one.contract: one for one in SERVICE.reactions}
    async with database.transaction() as session:
        await session.execute(text("truncate " + ", ".join(table.__tablename__ for table in PROJECTIONS)))
        for number, one in enumerate(told):
            with telemetry.tracing(Trace("story", causation=id_of(one.at, number))):
                await reactions[type(one.record)](session, one.record)


def id_of(at: datetime, number: int) -> UUID:
    """The UUIDv7 of what was recorded at this moment (RFC 9562)."""
    milliseconds = round(at.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 7 << 76 | 2 << 62 | number)
