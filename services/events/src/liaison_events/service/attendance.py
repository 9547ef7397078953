"""Attendance and reports: the slices, as events serves them."""

from fastapi import APIRouter

from liaison_events.use_cases.attendance import check_in, close_event
from liaison_events.views.attendance import show_participants

SLICES: list[APIRouter] = [check_in.router, close_event.router, show_participants.router]
