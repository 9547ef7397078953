"""Attendance and reports: the slices, as events serves them."""

from fastapi import APIRouter

from liaison_events.use_cases.attendance import (
    check_in,
    check_in_list,
    check_in_ticket,
    close_event,
    correct_report,
    count_walk_ins,
    lock_period,
    record_scans,
    type_sheet_row,
    unlock_period,
)
from liaison_events.views.attendance import (
    list_periods,
    show_check_in,
    show_participants,
    show_sheet,
    show_sheet_entry,
)

SLICES: list[APIRouter] = [
    check_in.router,
    check_in_ticket.router,
    record_scans.router,
    count_walk_ins.router,
    check_in_list.router,
    type_sheet_row.router,
    close_event.router,
    correct_report.router,
    lock_period.router,
    unlock_period.router,
    show_check_in.router,
    show_participants.router,
    show_sheet.router,
    show_sheet_entry.router,
    list_periods.router,
]
