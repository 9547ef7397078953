"""Every address of every service, asked by everybody: whoever is not of its audience is refused."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from fastapi import APIRouter, FastAPI
from liaison_contracts.identity import Role, StaffState
from liaison_events.model import Draft, Event, OfficeCopy, Series, SignUp
from liaison_events.model.consultations.appointment import Appointment
from liaison_events.model.consultations.consultation import Consultation
from liaison_events.model.space.space_request import SpaceRequest
from liaison_kit import identity
from liaison_kit.database import Database, new_id
from liaison_kit.identity import hash_of
from liaison_kit.running.health import Health
from liaison_kit.service import Service, build_app
from liaison_kit.settings import Settings
from liaison_kit.testing import account
from liaison_notifications.model import Delivery
from liaison_notifications.model import EventCopy as EventOfMessage
from liaison_registry.model import District, InitiativeGroup, Office

from tests.audiences import Route, routes

OFFICE, EVENT, SIGN_UP, ROOM, DISTRICT, GROUP, SERIES, DRAFT = (UUID(int=number) for number in range(101, 109))
CONSULTATION, APPOINTMENT, REQUEST, DELIVERY = (UUID(int=number) for number in range(109, 113))
START = datetime(2099, 6, 10, 15, tzinfo=UTC)

IN_PATHS = {
    "office_id": OFFICE,
    "event_id": EVENT,
    "sign_up_id": SIGN_UP,
    "token": "no-such-link",
    "slug": "khutory",
    "edrpou": "14360570",
    "group_id": GROUP,
    "step": "statute",
    "number": 1,
    "room_id": ROOM,
    "blocking_id": UUID(int=4),
    "programme_id": UUID(int=5),
    "certificate_id": UUID(int=6),
    "absence_id": UUID(int=7),
    "from_day": "2026-12-31",
    "report_id": UUID(int=1),
    "letter_id": "in-1",
    "contract": "ua.liaison.none",
    "staff_id": UUID(int=2),
    "sign_in_id": UUID(int=3),
    "secret": "no-such-link",
    "provider": "no-such-provider",
    "call_id": UUID(int=4),
    "application_id": UUID(int=5),
    "award_id": UUID(int=6),
    "transfer_id": UUID(int=7),
    "service_id": UUID(int=4),
    "day_id": UUID(int=5),
    "photo_id": UUID(int=6),
    "file_id": UUID(int=7),
    "organization_id": UUID(int=7),
    "offer_id": UUID(int=8),
    "study_id": UUID(int=4),
    "question": "q1",
    "lock_id": UUID(int=4),
    "source_id": UUID(int=4),
    "pledge_id": UUID(int=4),
    "spending_id": UUID(int=4),
    "figure": "offices_opened",
    "audience": "residents",
    "picture_name": "no-such-picture",
    "consultation_id": CONSULTATION,
    "appointment_id": APPOINTMENT,
    "request_id": REQUEST,
    "target_id": UUID(int=4),
    "risk_id": UUID(int=4),
    "lesson_id": UUID(int=4),
    "delivery_id": DELIVERY,
    "explanation_id": UUID(int=4),
    "suppression_id": UUID(int=4),
    "system_id": UUID(int=4),
    "opt_in_id": UUID(int=4),
    "bulletin_id": UUID(int=4),
    "purpose": "confirmation",
    "language": "uk",
    "channel": "sms",
    "district_id": DISTRICT,
    "code": "UA05020030030076321",
    "series_id": SERIES,
    "draft_id": DRAFT,
    "name": "activity",
    "form": "csv",
    "dataset": "events",
    "period": "2023",
    "webhook_id": UUID(int=4),
}
"""What stands for each parameter of a path; a new one fails the test until it is said here which object it names."""

OF_AN_OFFICE = {"office_id", "event_id", "sign_up_id", "group_id", "series_id", "draft_id"}
OF_AN_OFFICE |= {"consultation_id", "appointment_id", "request_id", "delivery_id"}
"""Those that name what belongs to an office: another office's worker is refused."""

RULE = {"room_id": str(ROOM), "repeats": "weekly", "times": 2}
RULE |= {"starts_at": "2099-07-02T18:00", "ends_at": "2099-07-02T19:00"}

BODIES: dict[str, Any] = {
    "open_office": {"opened_on": "2023-05-15", "backdating_reason": "x", "override_reason": "x"},
    "choose_site": {"address": "x", "address_en": "x", "latitude": 49.0, "longitude": 28.0},
    "change_address": {"address": "x", "address_en": "x", "latitude": 49.0, "longitude": 28.0},
    "add_room": {"name": "y", "name_en": "y", "capacity": 1},
    "change_room": {"name": "y", "name_en": "y", "capacity": 1},
    "block_room": {"starts_at": "2099-07-01T18:00", "ends_at": "2099-07-01T19:00", "reason": "x"},
    "suspend_office": {"notice": "x"},
    "close_office": {"notice": "x"},
    "put_up_notice": {"text": "x", "until": "2099-12-31T15:00"},
    "set_special_hours": {"from_day": "2099-12-31", "note": "x"},
    "offer_service": {"service_id": str(UUID(int=4))},
    "change_office_details": {"name": "x", "name_en": "x"},
    "plan_outreach_day": {
        "settlement": "x",
        "settlement_en": "x",
        "place": "x",
        "starts_at": "2099-07-01T10:00",
        "ends_at": "2099-07-01T12:00",
    },
    "cancel_outreach_day": {"reason": "x"},
    "cancel_event": {"reason": "x"},
    "change_initiative_group": {"idea": "x", "area": "other", "founders": "x"},
    "form_initiative_group": {"idea": "x", "area": "other", "founders": "x", "office_id": str(OFFICE)},
    "give_up_initiative": {"reason": "x"},
    "register_cso": {"edrpou": "x", "name": "x", "registered_on": "2023-05-15", "office_id": str(OFFICE)},
    "change_event": {"title": "x", "description": "x", "capacity": 3},
    "reschedule_event": {"starts_at": "2099-07-02T18:00", "ends_at": "2099-07-02T19:00"},
    "move_event": {"room_id": str(ROOM)},
    "log_consultation": {"topic": "social", "office_id": str(OFFICE)},
    "correct_consultation": {"topic": "social", "outcome": "explained", "given_on": "2023-06-10"},
    "add_result": {"result": "x"},
    "plan_appointments": {"minutes": 30, "advisers": 1, "days_ahead": 7},
    "sign_up_for_somebody": {"name": "x", "consent": True},
    "refuse_request": {"reason": "x"},
    "offer_other_time": {
        "room_id": str(ROOM),
        "starts_at": "2099-07-01T18:00",
        "ends_at": "2099-07-01T19:00",
    },
    "check_in": {"present": 1},
    "check_in_ticket": {"code": "000000000000"},
    "check_in_list": {"came": [str(SIGN_UP)]},
    "record_scans": {"scans": [{"id": str(UUID(int=1)), "code": "x", "scanned_at": "2099-06-10T18:00:00Z"}]},
    "count_walk_ins": {"people": 1},
    "type_sheet_row": {"line": 1},
    "close_event": {"attendance": 1, "outcome": "x"},
    "change_series": {"title": "x", "description": "x"},
    "reschedule_series": {"starts_at": "2099-07-02T18:00", "ends_at": "2099-07-02T19:00"},
    "move_series": {"room_id": str(ROOM)},
    "cancel_series": {"reason": "x"},
    "add_series_date": {"starts_at": "2099-07-02T18:00", "ends_at": "2099-07-02T19:00"},
    "draft_event": {"title": "x", "office_id": str(OFFICE)},
    "change_draft": {"title": "x", "office_id": str(OFFICE)},
    "preview_series": RULE,
    "schedule_series": {"title": "x", "description": "x", "kind": "training", **RULE},
    "correct_report": {"attendance": 1, "outcome": "x", "reason": "x"},
    "schedule_event": {
        "title": "x",
        "description": "x",
        "kind": "training",
        "office_id": str(OFFICE),
        "room_id": str(ROOM),
        "starts_at": "2099-07-01T18:00",
        "ends_at": "2099-07-01T19:00",
    },
}
"""What a slice must be sent to come as far as the question whose office it is."""
OFFICE_IN_BODY = {"schedule_event", "schedule_series", "preview_series", "draft_event", "log_consultation"}
OFFICE_IN_BODY |= {"form_initiative_group", "register_cso"}
QUERIES = {"add_photo": {"alt": "x", "alt_en": "x"}, "add_evidence_file": {"title": "x", "title_en": "x"}}
"""The same of what stands in the query, beside a file."""


def an_office(kind: type[Office] | type[OfficeCopy], **values: Any) -> Any:
    names = dict.fromkeys(("name", "name_en", "district_name", "district_name_en", "address", "address_en"), "x")
    room = {"id": str(ROOM), "name": "x", "name_en": "x", "capacity": 4}
    return kind(id=OFFICE, version=1, slug="khutory", rooms=[room], **names, **values)


def a_message() -> list[Any]:
    """About a sign-up for an event of the office."""
    said = dict.fromkeys(("title", "office_name", "room_name", "address"), "x") | {"status": "scheduled"}
    event = EventOfMessage(
        id=EVENT, version=1, kind="event", office_id=OFFICE, starts_at=START, ends_at=START + timedelta(hours=2), **said
    )
    about = {"purpose": "confirmation", "channel": "sms", "sign_up_id": SIGN_UP, "event_id": EVENT}
    return [event, Delivery(id=DELIVERY, dedupe_key="x", status="planned", created_at=START, **about)]


def objects(service: str) -> list[Any]:
    """An office, an initiative group, and an event with somebody signed up, as far as the service has such."""
    named = dict.fromkeys(("name", "name_en", "seat", "seat_en"), "x")
    place = {"latitude": 49.0, "longitude": 28.0, "phone": None, "hours": [], "opened_on": None, "status": "planned"}
    if service == "registry":
        code, joined_on = "UA05020030030076321", date(2020, 11, 26)
        district = District(id=DISTRICT, version=1, code=code, joined_on=joined_on, **named)
        began = dict.fromkeys(("consented_on", "formed_on", "progress_on"), joined_on)
        group = InitiativeGroup(id=GROUP, version=1, idea="x", area="other", office_id=OFFICE, founders=[], **began)
        return [district, an_office(Office, district_id=DISTRICT, **place), group]
    if service == "notifications":
        return a_message()
    if service != "events":
        return []
    texts = ("title", "description", "office_name", "office_name_en", "room_name", "room_name_en", "address")
    values = dict.fromkeys((*texts, "address_en"), "x") | {"kind": "training", "tools": [], "status": "scheduled"}
    ids = {"id": EVENT, "version": 1, "office_id": OFFICE, "office_slug": "khutory", "room_id": ROOM}
    made = {"repeats": "weekly", "rule": "FREQ=WEEKLY;COUNT=2", "skipped": [], "created_at": START}
    series = Series(id=SERIES, version=1, office_id=OFFICE, **made)
    draft = Draft(id=DRAFT, version=1, office_id=OFFICE, plan={"title": "x"}, saved_at=START)
    ids |= {"series_id": SERIES, "original_start": START}
    event = Event(**values, **ids, starts_at=START, ends_at=START + timedelta(hours=2), capacity=3)
    who = {"name": "x", "phone": "+380671234567", "email": None, "party_size": 1, "present": 0, "status": "confirmed"}
    sign_up = SignUp(id=SIGN_UP, version=1, event_id=EVENT, token_hash="x", created_at=START, **who)
    helped = {"given_on": date(2023, 6, 10), "logged_at": START, "logged_by": UUID(int=2), "outcome": "explained"}
    consultation = Consultation(id=CONSULTATION, version=1, office_id=OFFICE, topic="social", **helped)
    booked = {"starts_at": START, "ends_at": START + timedelta(hours=1), "created_at": START, "day": START.date()}
    appointment = Appointment(
        id=APPOINTMENT,
        version=1,
        office_id=OFFICE,
        adviser=1,
        topic="social",
        status="booked",
        token_hash="x",
        **booked,
    )
    office = an_office(OfficeCopy, status="open", opened_on=date(2023, 5, 15))
    asked = {"wants": "room", "status": "asked", "title": "x", "description": "x", "kind": "debate", "people": 1}
    when = {"starts_at": START, "ends_at": START + timedelta(hours=1), "created_at": START, "token_hash": "x"}
    request = SpaceRequest(id=REQUEST, version=1, office_id=OFFICE, room_id=ROOM, **asked, **when)
    return [office, draft, series, event, sign_up, consultation, appointment, request]


CALLERS: dict[str, dict[str, Any]] = {
    **{f"a program that is {role} only": {"roles": [role]} for role in Role},
    "the office's own": {"whole_network": False, "offices": [OFFICE]},
    "another office's": {"whole_network": False, "offices": [UUID(int=999)]},
    "without a role": {"roles": []},
    "inactive": {"active": False},
    "nobody": {"active": False},
}


@pytest_asyncio.fixture
async def callers(database: Database, service: Service) -> dict[str, tuple[StaffState, dict[str, str]]]:
    """Accounts with their headers, and the objects they ask about."""
    found = {}
    async with database.transaction() as session:
        for name, values in CALLERS.items():
            state = account(id=new_id(), token_hash=hash_of("secret"), **values)
            await identity.keep_staff(session, state)
            bearer = {} if name == "nobody" else {"authorization": f"Bearer liaison_{state.id.hex}_secret"}
            found[name] = (state, bearer)
        for row in objects(service.name):
            session.add(row)
            await session.flush()
    return found


def expected(route: Route, asks: StaffState) -> int | None:
    """401 or 403 where it must be refused, None where it must get past the gate."""
    audience, named = route.audience, {field.name for field in route.slice.dependant.path_params}
    if audience.anybody:
        return None
    if not asks.active:
        return 401
    if not audience.roles & set(asks.roles) or (audience.whole_network and not asks.whole_network):
        return 403
    of_an_office = named & OF_AN_OFFICE or route.name in OFFICE_IN_BODY
    return 403 if of_an_office and not asks.whole_network and OFFICE not in asks.offices else None


async def test_only_its_audience_gets_past_a_routes_gate(
    app: FastAPI, service: Service, callers: dict[str, tuple[StaffState, dict[str, str]]]
) -> None:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    wrong, asked = [], 0
    async with httpx.AsyncClient(transport=transport, base_url="http://liaison.test") as client:
        # The refused first: what the others do may take the object away.
        for name, (state, headers) in sorted(callers.items(), key=lambda one: _allowed_last(one[1][0])):
            for route in routes(app):
                path, body = route.path.format(**IN_PATHS), BODIES.get(route.name, {})
                sent = {} if route.method == "GET" else {"json": body}
                query = QUERIES.get(route.name)
                answer = await client.request(route.method, path, headers=headers, params=query, **sent)
                status = answer.status_code
                asked += 1
                if (status if status in {401, 403} else None) != expected(route, state):
                    wrong.append(f"{name}: {route.method} {path} answered {status}")
    assert wrong == []
    assert asked >= len(CALLERS) * 2 * len(service.slices)


def _allowed_last(asks: StaffState) -> tuple[bool, bool]:
    return asks.whole_network, OFFICE in asks.offices


def test_a_route_without_an_audience_is_refused(settings: Settings, database: Database, service: Service) -> None:
    app = build_app(service, settings, database, Health())
    app.include_router(APIRouter(), prefix="/x")
    app.get("/forgotten")(lambda: None)
    with pytest.raises(LookupError, match="/forgotten has no audience"):
        list(routes(app))


def test_no_secret_of_a_link_reaches_the_audit_trail(app: FastAPI) -> None:
    for route in routes(app):
        for field in route.slice.dependant.path_params:
            if "token" in field.name or "secret" in field.name:
                assert route.audience.anybody, route.path
                assert field.field_info.annotation is str, route.path
