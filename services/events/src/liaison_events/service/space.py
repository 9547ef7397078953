"""The space is theirs: the slices, as events serves them."""

from fastapi import APIRouter

from liaison_events.use_cases.space import (
    accept_other_time,
    approve_request,
    ask_for_space,
    offer_other_time,
    refuse_request,
    withdraw_request,
)
from liaison_events.views.space import (
    list_space_requests,
    show_free_rooms,
    show_space,
    show_space_form,
    show_space_request,
)

SLICES: list[APIRouter] = [
    ask_for_space.router,
    approve_request.router,
    refuse_request.router,
    offer_other_time.router,
    accept_other_time.router,
    withdraw_request.router,
    show_free_rooms.router,
    show_space_form.router,
    show_space.router,
    list_space_requests.router,
    show_space_request.router,
]
