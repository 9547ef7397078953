"""The events service's table of contents: its areas, each with its list of slices beside this file."""

from pathlib import Path

from liaison_kit.service import Service
from liaison_pages.render import pages

from liaison_events.at_check import CHECKS
from liaison_events.at_migration import prepare
from liaison_events.jobs.end_held_offers import end_held_offers
from liaison_events.jobs.end_offers import end_offers
from liaison_events.jobs.forget_participants import forget_participants
from liaison_events.jobs.heed_wishes import heed_wishes
from liaison_events.jobs.remind_of_reports import remind_of_reports
from liaison_events.jobs.start_events import start_events
from liaison_events.reactions.on_office_state import on_office_state
from liaison_events.reactions.on_sealing_key_state import on_sealing_key_state
from liaison_events.service import attendance, calendar, consultations, feedback, home, sign_ups, space
from liaison_events.settings import EventsSettings

SERVICE = Service(
    name="events",
    migrations=Path(__file__).parents[3] / "migrations",
    slices=[
        *home.SLICES,
        *calendar.SLICES,
        *sign_ups.SLICES,
        *attendance.SLICES,
        *feedback.SLICES,
        *consultations.SLICES,
        *space.SLICES,
    ],
    reactions=[on_office_state, on_sealing_key_state],
    jobs=[end_offers, end_held_offers, start_events, forget_participants, heed_wishes, remind_of_reports],
    pages=pages("liaison_events"),
    settings=EventsSettings,
    on_migrate=prepare,
    checks=CHECKS,
    extensions=("btree_gist",),
)
