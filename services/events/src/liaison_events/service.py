"""The events service's table of contents."""

from pathlib import Path

from liaison_kit.service import Service
from liaison_pages.render import pages

from liaison_events.jobs.end_offers import end_offers
from liaison_events.jobs.forget_participants import forget_participants
from liaison_events.reactions.on_office_state import on_office_state
from liaison_events.reactions.on_sealing_key_state import on_sealing_key_state
from liaison_events.use_cases import (
    accept_offer,
    cancel_event,
    cancel_sign_up,
    change_event,
    check_in,
    close_event,
    move_event,
    reschedule_event,
    schedule_event,
    sign_up,
)
from liaison_events.views import (
    list_events,
    show_calendar_file,
    show_edit_form,
    show_event,
    show_home,
    show_participants,
    show_privacy,
    show_schedule_form,
    show_sign_up,
    show_today,
)

SERVICE = Service(
    name="events",
    migrations=Path(__file__).parents[2] / "migrations",
    slices=[
        schedule_event.router,
        change_event.router,
        reschedule_event.router,
        move_event.router,
        cancel_event.router,
        sign_up.router,
        accept_offer.router,
        cancel_sign_up.router,
        check_in.router,
        close_event.router,
        show_home.router,
        show_privacy.router,
        list_events.router,
        show_schedule_form.router,  # before show_event: `new` is no event's id
        show_event.router,
        show_edit_form.router,
        show_participants.router,
        show_sign_up.router,
        show_calendar_file.router,
        show_today.router,
    ],
    reactions=[on_office_state, on_sealing_key_state],
    jobs=[end_offers, forget_participants],
    pages=pages("liaison_events"),
)
