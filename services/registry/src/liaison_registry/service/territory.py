"""Territory: the slices, as the registry serves them."""

from fastapi import APIRouter

from liaison_registry.views.territory import list_districts

SLICES: list[APIRouter] = [
    list_districts.router,
]
