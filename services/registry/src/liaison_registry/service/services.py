"""Services: the slices, as the registry serves them."""

from fastapi import APIRouter

from liaison_registry.use_cases.services import (
    add_service,
    assure_service,
    change_offer,
    change_service,
    offer_service,
    retire_service,
    withdraw_offer,
)
from liaison_registry.views.services import (
    list_services,
    list_stale_services,
    show_offer_form,
    show_offers,
    show_service,
    show_service_form,
)

SLICES: list[APIRouter] = [
    add_service.router,
    change_service.router,
    retire_service.router,
    offer_service.router,
    change_offer.router,
    assure_service.router,
    withdraw_offer.router,
    list_services.router,
    list_stale_services.router,
    show_service_form.router,
    show_service.router,
    show_offers.router,
    show_offer_form.router,
]
