"""The network's file: the slices, as the registry serves them."""

from fastapi import APIRouter

from liaison_registry.use_cases.network import import_network
from liaison_registry.views.network import show_import, show_import_report

SLICES: list[APIRouter] = [
    import_network.router,
    show_import.router,
    show_import_report.router,
]
