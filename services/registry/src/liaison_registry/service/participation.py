"""Taking part: the slices, as the registry serves them."""

from fastapi import APIRouter

from liaison_registry.views.participation import list_participation_tools

SLICES: list[APIRouter] = [list_participation_tools.router]
