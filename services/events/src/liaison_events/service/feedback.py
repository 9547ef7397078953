"""Feedback: the slices, as events serves them."""

from fastapi import APIRouter

from liaison_events.use_cases.feedback import give_feedback, give_feedback_by_ticket
from liaison_events.views.feedback import (
    show_feedback,
    show_feedback_by_ticket,
    show_feedback_results,
    show_feedback_thanks,
)

SLICES: list[APIRouter] = [
    give_feedback.router,
    give_feedback_by_ticket.router,
    show_feedback.router,
    show_feedback_by_ticket.router,
    show_feedback_thanks.router,
    show_feedback_results.router,
]
