"""The calendar: the slices, as events serves them."""

from fastapi import APIRouter

from liaison_events.use_cases.calendar import cancel_event, change_event, move_event, reschedule_event, schedule_event
from liaison_events.views.calendar import (
    list_events,
    show_calendar_feed,
    show_calendar_file,
    show_calendar_links,
    show_edit_form,
    show_embed,
    show_event,
    show_month,
    show_quota,
    show_schedule_form,
)

SLICES: list[APIRouter] = [
    schedule_event.router,
    change_event.router,
    reschedule_event.router,
    move_event.router,
    cancel_event.router,
    list_events.router,
    show_month.router,  # these before show_event: `month` is no event's id
    show_calendar_links.router,
    show_calendar_feed.router,
    show_embed.router,
    show_quota.router,
    show_schedule_form.router,
    show_event.router,
    show_edit_form.router,
    show_calendar_file.router,
]
