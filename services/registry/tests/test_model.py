"""The registry's rules, without a database."""

from datetime import date, datetime

import pytest
from liaison_contracts.registry import Milestone, MilestoneStatus
from liaison_kit.clock import KYIV
from liaison_kit.database import new_id
from liaison_kit.errors import NotFound
from liaison_registry.model import (
    CSO,
    AlreadyOpen,
    Office,
    OpeningInTheFuture,
    Override,
    Programme,
    ReasonForBackdatingMissing,
    RegistrationInTheFuture,
    WrongEDRPOU,
    checked_edrpou,
    days_overdue,
    rooms_with_ids,
)
from liaison_registry.model.offices.notice import NoNoticeUp, Notice, WrittenNotice, WrongEndOfNotice
from liaison_registry.model.offices.readiness import Known

TODAY = date(2023, 5, 20)
NOTHING = Known(qualified=0, services=0, budget_covered=None)
OVERRIDE = Override("Свято громади", new_id(), datetime(2023, 5, 20, tzinfo=KYIV))


@pytest.fixture
def office() -> Office:
    hours = [
        {"weekday": 1, "opens": "10:00:00", "closes": "13:00:00"},
        {"weekday": 1, "opens": "14:00:00", "closes": "18:00:00"},
    ]
    return Office(
        id=new_id(), version=1, slug="khutory", name="Хутори", status="planned", rooms=[], hours=hours, special_hours=[]
    )


def milestone(number: int, status: str, status_in_file: str = "not_started") -> dict[str, object]:
    return {
        "number": number,
        "title": "Етап",
        "title_en": "Step",
        "starts_on": "2023-01-01",
        "ends_on": "2023-03-31",
        "status": status,
        "status_in_file": status_in_file,
    }


@pytest.fixture
def programme() -> Programme:
    return Programme(
        id=new_id(),
        version=1,
        code="UAVNT0004",
        title="Мережа",
        title_en="Network",
        hromada_code="UA05020030000031457",
        hromada_name="Вінницька",
        hromada_name_en="Vinnytsia",
        starts_on=date(2021, 10, 1),
        ends_on=date(2023, 12, 31),
        targets=[],
        milestones=[milestone(1, "not_started"), milestone(2, "not_started")],
        institutions=[],
        district_targets=[],
        lessons=[],
        assessments=[],
    )


def test_an_office_opens_once(office: Office) -> None:
    office.open(TODAY, TODAY, NOTHING, OVERRIDE)
    assert (office.status, office.opened_on, office.version) == ("open", TODAY, 2)
    with pytest.raises(AlreadyOpen):
        office.open(TODAY, TODAY, NOTHING, OVERRIDE)


def test_an_office_does_not_open_tomorrow(office: Office) -> None:
    with pytest.raises(OpeningInTheFuture):
        office.open(date(2023, 5, 21), TODAY, NOTHING, OVERRIDE)


def test_a_week_late_needs_no_reason_a_day_more_does(office: Office) -> None:
    with pytest.raises(ReasonForBackdatingMissing):
        office.open(date(2023, 5, 12), TODAY, NOTHING, OVERRIDE)
    office.open(date(2023, 5, 13), TODAY, NOTHING, OVERRIDE)


def test_an_open_office_is_not_planned_anew(office: Office) -> None:
    office.plan_anew({"name": "Вінницькі Хутори"})
    assert (office.name, office.version) == ("Вінницькі Хутори", 2)
    office.open(TODAY, TODAY, NOTHING, OVERRIDE)
    with pytest.raises(AlreadyOpen):
        office.plan_anew({"name": "Хутори"})


@pytest.mark.parametrize(
    ("hour", "minute", "open_"), [(9, 59, False), (10, 0, True), (13, 0, False), (14, 0, True), (18, 0, False)]
)
def test_the_door_is_open_in_its_hours(office: Office, hour: int, minute: int, open_: bool) -> None:
    monday = datetime(2023, 5, 22, hour, minute, tzinfo=KYIV)
    assert not office.is_open_at(monday)
    office.open(TODAY, TODAY, NOTHING, OVERRIDE)
    assert office.is_open_at(monday) is open_
    assert not office.is_open_at(monday.replace(day=23))


@pytest.mark.parametrize(
    ("day", "hour", "opens"),
    [
        (22, 9, datetime(2023, 5, 22, 10, tzinfo=KYIV)),
        (22, 13, datetime(2023, 5, 22, 14, tzinfo=KYIV)),
        (22, 18, datetime(2023, 5, 29, 10, tzinfo=KYIV)),
        (24, 12, datetime(2023, 5, 29, 10, tzinfo=KYIV)),
    ],
)
def test_a_closed_door_says_when_it_opens(office: Office, day: int, hour: int, opens: datetime) -> None:
    moment = datetime(2023, 5, day, hour, tzinfo=KYIV)
    assert office.opens_next(moment) is None
    office.open(TODAY, TODAY, NOTHING, OVERRIDE)
    assert office.opens_next(moment) == opens
    office.hours = []
    assert office.opens_next(moment) is None


def test_a_room_that_keeps_its_name_keeps_its_id() -> None:
    known = rooms_with_ids([{"name": "Зала", "capacity": 10}], [])
    again = rooms_with_ids([{"name": "Майстерня", "capacity": 5}, {"name": "Зала", "capacity": 12}], known)
    assert again[1]["id"] == known[0]["id"]
    assert again[0]["id"] != known[0]["id"]


def test_a_cso_is_registered_today_at_the_latest() -> None:
    CSO.check_registration_day(TODAY, TODAY)
    with pytest.raises(RegistrationInTheFuture):
        CSO.check_registration_day(date(2023, 5, 21), TODAY)
    with pytest.raises(ReasonForBackdatingMissing):
        CSO.check_registration_day(date(2023, 5, 1), TODAY)
    CSO.check_registration_day(date(2023, 5, 1), TODAY, "found in the archive")


@pytest.mark.parametrize("text", ["", "99000377", "00000000", "3184710691", "9900037", "9900037б"])
def test_a_wrong_edrpou_is_refused(text: str) -> None:
    with pytest.raises(WrongEDRPOU):
        checked_edrpou(text)


def test_an_edrpou_may_be_written_with_spaces() -> None:
    assert checked_edrpou(" 9900 0376 ") == "99000376"


def test_a_milestones_status_is_news_once(programme: Programme) -> None:
    assert programme.set_milestone(1, MilestoneStatus.FINISHED)
    assert not programme.set_milestone(1, MilestoneStatus.FINISHED)
    assert (programme.milestones[0]["status"], programme.version) == ("finished", 2)
    with pytest.raises(NotFound):
        programme.set_milestone(3, MilestoneStatus.FINISHED)


def test_the_same_plan_again_is_no_news(programme: Programme) -> None:
    programme.set_milestone(1, MilestoneStatus.FINISHED)
    assert not programme.adopt(
        {"title": "Мережа", "milestones": [milestone(1, "not_started"), milestone(2, "not_started")]}
    )
    assert (programme.milestones[0]["status"], programme.version) == ("finished", 2)


def test_a_new_plan_keeps_the_statuses_that_were_set_here(programme: Programme) -> None:
    programme.set_milestone(1, MilestoneStatus.FINISHED)
    programme.set_milestone(2, MilestoneStatus.FINISHED)
    plan = [milestone(1, "not_started"), milestone(2, "stuck", "stuck"), milestone(3, "not_started")]
    assert programme.adopt({"milestones": plan})
    assert [m["status"] for m in programme.milestones] == ["finished", "stuck", "not_started"]


@pytest.mark.parametrize(
    ("status", "today", "days"),
    [
        ("in_progress", date(2023, 3, 31), 0),
        ("in_progress", date(2023, 4, 2), 2),
        ("not_started", date(2023, 4, 2), 2),
        ("stuck", date(2023, 4, 2), 2),
        ("finished", date(2023, 4, 2), 0),
        ("incomplete", date(2023, 4, 2), 0),
    ],
)
def test_overdue_is_what_is_under_way_after_its_end(status: str, today: date, days: int) -> None:
    assert days_overdue(Milestone.model_validate(milestone(1, status)), today) == days


SPRING = datetime(2026, 3, 20, 9, 0, tzinfo=KYIV)
"""Nine days before the clocks go forward."""


def written(until: datetime) -> WrittenNotice:
    return WrittenNotice(text="Немає світла", until=until)


@pytest.mark.parametrize("until", [SPRING, datetime(2026, 4, 4, 0, 0, tzinfo=KYIV)])
def test_a_notice_ends_in_the_future_and_within_fourteen_days_of_kyiv(until: datetime) -> None:
    with pytest.raises(WrongEndOfNotice):
        Notice.first(new_id(), written(until), SPRING)


def test_a_notice_is_up_until_its_time_and_taken_down_its_time_has_come() -> None:
    end = datetime(2026, 4, 3, 23, 59, tzinfo=KYIV)
    notice = Notice.first(new_id(), written(end), SPRING)
    assert (notice.version, notice.is_up(SPRING), notice.is_up(end)) == (1, True, False)
    notice.take_down(SPRING)
    assert (notice.version, notice.is_up(SPRING)) == (2, False)
    with pytest.raises(NoNoticeUp):
        notice.take_down(SPRING)
    notice.replace(written(end), SPRING)
    assert (notice.version, notice.is_up(SPRING)) == (3, True)
