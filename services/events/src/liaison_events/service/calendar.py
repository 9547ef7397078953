"""The calendar: the slices, as events serves them."""

from fastapi import APIRouter

from liaison_events.use_cases.calendar import (
    add_series_date,
    cancel_event,
    cancel_series,
    change_draft,
    change_event,
    change_series,
    copy_event,
    discard_draft,
    draft_event,
    move_event,
    move_series,
    preview_series,
    publish_draft,
    reschedule_event,
    reschedule_series,
    restore_event,
    schedule_event,
    schedule_series,
)
from liaison_events.views.calendar import (
    list_drafts,
    list_events,
    show_calendar_feed,
    show_calendar_file,
    show_calendar_links,
    show_draft,
    show_edit_form,
    show_embed,
    show_event,
    show_month,
    show_quota,
    show_schedule_form,
    show_series,
    show_series_edit,
    show_series_form,
    show_series_preview,
)

SLICES: list[APIRouter] = [
    schedule_event.router,
    change_event.router,
    reschedule_event.router,
    move_event.router,
    cancel_event.router,
    restore_event.router,
    preview_series.router,
    schedule_series.router,
    change_series.router,
    reschedule_series.router,
    move_series.router,
    cancel_series.router,
    add_series_date.router,
    draft_event.router,
    copy_event.router,
    change_draft.router,
    publish_draft.router,
    discard_draft.router,
    list_events.router,
    list_drafts.router,  # before show_event, too
    show_draft.router,
    show_schedule_form.router,  # before show_event: `new` is no event's id
    show_series_form.router,  # before show_series, as is the next
    show_series_preview.router,
    show_series_edit.router,
    show_series.router,
    show_month.router,  # these before show_event: `month` is no event's id
    show_calendar_links.router,
    show_calendar_feed.router,
    show_embed.router,
    show_quota.router,
    show_event.router,
    show_edit_form.router,
    show_calendar_file.router,
]
