"""Sign-ups and the waiting list: the slices, as events serves them."""

from fastapi import APIRouter

from liaison_events.use_cases.sign_ups import (
    accept_offer,
    cancel_sign_up,
    change_contact,
    erase_participant,
    limit_groups,
    sign_up,
    sign_up_for_somebody,
)
from liaison_events.views.sign_ups import show_sign_up

SLICES: list[APIRouter] = [
    sign_up.router,
    sign_up_for_somebody.router,
    limit_groups.router,
    accept_offer.router,
    cancel_sign_up.router,
    change_contact.router,
    erase_participant.router,
    show_sign_up.router,
]
