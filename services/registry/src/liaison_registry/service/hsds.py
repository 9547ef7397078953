"""HSDS 3.0: the slices, as the registry serves them; other programs ask for them, so they have no pages."""

from fastapi import APIRouter

from liaison_registry.views.hsds import (
    list_hsds_locations,
    list_hsds_organizations,
    list_hsds_service_at_locations,
    list_hsds_services,
    show_hsds,
    show_hsds_organization,
    show_hsds_service,
    show_hsds_service_at_location,
)

API_ONLY: list[APIRouter] = [
    show_hsds.router,
    list_hsds_organizations.router,
    show_hsds_organization.router,
    list_hsds_services.router,
    show_hsds_service.router,
    list_hsds_locations.router,
    list_hsds_service_at_locations.router,
    show_hsds_service_at_location.router,
]
