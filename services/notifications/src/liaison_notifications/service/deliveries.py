"""What went out, what became of it, and why somebody got something or nothing."""

from fastapi import APIRouter

from liaison_notifications.use_cases import explain_messages, send_again, take_bounce, take_complaints, take_receipts
from liaison_notifications.views import list_deliveries, show_explanation, show_message_figures

SLICES: list[APIRouter] = [
    list_deliveries.router,
    show_message_figures.router,
    explain_messages.router,
    show_explanation.router,
    send_again.router,
]
API_ONLY: list[APIRouter] = [take_receipts.router, take_bounce.router, take_complaints.router]
