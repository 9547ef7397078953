"""The calendar: the slices, as events serves them."""

from fastapi import APIRouter

from liaison_events.use_cases.calendar import cancel_event, change_event, move_event, reschedule_event, schedule_event
from liaison_events.views.calendar import (
    list_events,
    show_calendar_file,
    show_edit_form,
    show_event,
    show_schedule_form,
)

SLICES: list[APIRouter] = [
    schedule_event.router,
    change_event.router,
    reschedule_event.router,
    move_event.router,
    cancel_event.router,
    list_events.router,
    show_schedule_form.router,  # before show_event: `new` is no event's id
    show_event.router,
    show_edit_form.router,
    show_calendar_file.router,
]
