"""Imports: the slices, as the registry serves them."""

from fastapi import APIRouter

from liaison_registry.use_cases.imports import cancel_import
from liaison_registry.views.imports import show_import_rows

SLICES: list[APIRouter] = [
    cancel_import.router,
    show_import_rows.router,
]
