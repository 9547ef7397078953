"""Organisations: the slices, as the registry serves them."""

from fastapi import APIRouter

from liaison_registry.use_cases.csos import dissolve_cso, import_csos, register_cso
from liaison_registry.views.csos import list_csos, show_cso, show_cso_registration_form

SLICES: list[APIRouter] = [
    import_csos.router,
    register_cso.router,
    dissolve_cso.router,
    list_csos.router,
    show_cso_registration_form.router,  # before show_cso: /cso/new is no EDRPOU
    show_cso.router,
]
