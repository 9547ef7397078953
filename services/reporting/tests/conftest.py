"""Reporting under test, and facts as the other services tell them."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from liaison_contracts.consultations import (
    ConsultationCorrected,
    ConsultationGiven,
    ConsultationOutcome,
    ConsultationTakenBack,
)
from liaison_contracts.events import EventHeld, EventReportCorrected, EventState
from liaison_contracts.open_data import DatasetPublished
from liaison_contracts.periods import LockedPlace, PeriodLocked
from liaison_contracts.registry import (
    CSORegistered,
    CSOState,
    DistrictState,
    GrantAwardState,
    OfficeState,
    ProgrammeState,
)
from liaison_kit.database import new_id
from liaison_kit.service import Service
from liaison_reporting.model.open_data.known import DATASETS
from liaison_reporting.model.periods.period import id_of
from liaison_reporting.service import SERVICE

from services.reporting.tests.town import Town


@pytest.fixture(scope="session")
def service() -> Service:
    return SERVICE


class Facts:
    """Makes facts; each method fills in what a test does not care about."""

    def programme(self, **changes: Any) -> ProgrammeState:
        goals = {"offices_opened": 3, "csos_created": 3, "events_per_office": 15}
        values: dict[str, Any] = {
            "id": new_id(),
            "version": 1,
            "code": "UAVNT0004",
            "title": "Мережа офісів взаємодії",
            "title_en": "A network of liaison offices",
            "hromada_code": "UA05020030000031457",
            "hromada_name": "Вінницька громада",
            "hromada_name_en": "Vinnytsia community",
            "starts_on": date(2021, 10, 1),
            "ends_on": date(2023, 12, 31),
            "targets": [{"key": key, "title": key, "title_en": key, "goal": goal} for key, goal in goals.items()],
            "milestones": [
                self.milestone(2, date(2022, 3, 31), "finished"),
                self.milestone(1, date(2021, 12, 31), "stuck"),
            ],
            "institutions": [{"name": "Інститут розвитку міст", "name_en": "Institute for Urban Development"}],
        }
        return ProgrammeState.model_validate(values | changes)

    def milestone(self, number: int, ends_on: date, status: str) -> dict[str, Any]:
        return {
            "number": number,
            "title": f"Етап {number}",
            "title_en": f"Step {number}",
            "starts_on": date(2021, 10, 1),
            "ends_on": ends_on,
            "status": status,
        }

    def district(self, **changes: Any) -> DistrictState:
        values: dict[str, Any] = {
            "id": new_id(),
            "version": 1,
            "code": "UA05020030010063857",
            "name": "Вінницько-Хутірський",
            "name_en": "Vinnytski Khutory",
            "seat": "Вінницькі Хутори",
            "seat_en": "Vinnytski Khutory",
            "joined_on": date(2020, 11, 26),
        }
        return DistrictState.model_validate(values | changes)

    def office(self, **changes: Any) -> OfficeState:
        values: dict[str, Any] = {
            "id": new_id(),
            "version": 2,
            "slug": "khutory",
            "name": "Офіс у Вінницьких Хуторах",
            "name_en": "Office in Vinnytski Khutory",
            "district_id": new_id(),
            "district_name": "Вінницько-Хутірський",
            "district_name_en": "Vinnytski Khutory",
            "address": "вул. Незалежності, 1",
            "address_en": "1 Nezalezhnosti St",
            "latitude": 49.26,
            "longitude": 28.54,
            "phone": None,
            "status": "open",
            "opened_on": date(2023, 5, 15),
            "rooms": [],
            "hours": [],
        }
        return OfficeState.model_validate(values | changes)

    def planned_office(self, **changes: Any) -> OfficeState:
        return self.office(**({"version": 1, "status": "planned", "opened_on": None} | changes))

    def cso_registered(self, with_help: bool = True, on: date = date(2023, 9, 1), **changes: Any) -> CSORegistered:
        values: dict[str, Any] = {
            "id": new_id(),
            "version": 1,
            "edrpou": "14360570",
            "name": "ГО «Хутірська ініціатива»",
            "status": "active",
            "registered_on": on,
            "created_with_help": with_help,
            "district_id": None,
        }
        state = CSOState.model_validate(values | changes)
        return CSORegistered(occurred_on=on, state=state, created_with_help=with_help)

    def event_held(
        self, office_id: UUID, on: date = date(2023, 6, 1), attendance: int = 12, **changes: Any
    ) -> EventHeld:
        begins = datetime(on.year, on.month, on.day, 15, tzinfo=UTC)
        values: dict[str, Any] = {
            "id": new_id(),
            "version": 2,
            "title": "Як подати петицію",
            "description": "",
            "kind": "training",
            "tools": ["petition"],
            "status": "held",
            "office_id": office_id,
            "office_name": "Офіс у Вінницьких Хуторах",
            "room_id": new_id(),
            "room_name": "Зала",
            "address": "вул. Незалежності, 1",
            "starts_at": begins,
            "ends_at": begins.replace(hour=17),
            "capacity": 30,
            "attendance": attendance,
        }
        state = EventState.model_validate(values | changes)
        return EventHeld(
            occurred_on=on, state=state, attendance=attendance, tools=state.tools, outcome="Подано дві петиції."
        )

    def event_report_corrected(self, told: dict[str, Any]) -> EventReportCorrected:
        return EventReportCorrected.model_validate(told)

    def consultation_given(self, office_id: UUID, on: date = date(2023, 6, 10)) -> ConsultationGiven:
        return ConsultationGiven(
            occurred_on=on,
            consultation_id=new_id(),
            version=1,
            office_id=office_id,
            district_id=None,
            tool=None,
            outcome=ConsultationOutcome.EXPLAINED,
        )

    def consultation_corrected(
        self, given: ConsultationGiven, version: int, *, on: date, **changes: Any
    ) -> ConsultationCorrected:
        return ConsultationCorrected(**given.model_dump() | {"version": version, "occurred_on": on} | changes)

    def consultation_taken_back(self, given: ConsultationGiven, version: int) -> ConsultationTakenBack:
        kept = given.model_dump(include={"occurred_on", "consultation_id", "office_id"})
        return ConsultationTakenBack(**kept, version=version)

    def grant(self, **changes: Any) -> GrantAwardState:
        values: dict[str, Any] = {
            "id": new_id(),
            "version": 1,
            "call_id": new_id(),
            "call_slug": "hromada-online",
            "call_title": "Громада онлайн",
            "call_title_en": None,
            "cso_id": new_id(),
            "edrpou": "14360570",
            "cso_name": "ГО «Хутірська ініціатива»",
            "project_title": "Майстерня петицій",
            "amount": 5000050,
        }
        return GrantAwardState.model_validate(values | changes)

    def period_locked(self, office_id: UUID, version: int) -> PeriodLocked:
        place = {"place_id": office_id, "figures": {"visits/training": version}}
        return PeriodLocked(
            occurred_on=date(2023, 7, version),
            period_id=id_of("2023-06"),
            period="2023-06",
            version=version,
            first=date(2023, 6, 1),
            last=date(2023, 6, 30),
            locked_at=datetime(2023, 7, version, tzinfo=UTC),
            recorded_until=None,
            places=[LockedPlace.model_validate(place)],
            included={new_id(): 1},
        )

    def dataset_published(self, edition: int) -> DatasetPublished:
        numbers = {"size": 10, "rows": 2, "rows_added": 2, "rows_changed": 0, "rows_removed": 0}
        return DatasetPublished(
            occurred_on=date(2023, 7, edition),
            dataset_id=DATASETS["events"].id,
            name="events",
            edition=edition,
            published_at=datetime(2023, 7, edition, tzinfo=UTC),
            current_to=None,
            sha256="0" * 64,
            **numbers,
        )


@pytest.fixture
def facts() -> Facts:
    return Facts()


@pytest.fixture
def town(facts: Facts) -> Town:
    return Town(facts)
