"""The programme: the slices, as the registry serves them."""

from fastapi import APIRouter

from liaison_registry.use_cases.programme import change_milestone
from liaison_registry.views.programme import show_programme

SLICES: list[APIRouter] = [
    change_milestone.router,
    show_programme.router,
]
