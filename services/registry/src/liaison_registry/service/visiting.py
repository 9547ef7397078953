"""Visiting an office: the slices, as the registry serves them."""

from fastapi import APIRouter

from liaison_registry.use_cases.visiting import (
    add_photo,
    cancel_outreach_day,
    change_office_details,
    plan_outreach_day,
    remove_photo,
)
from liaison_registry.views.visiting import (
    list_outreach,
    show_details_form,
    show_outreach_form,
    show_photo,
    show_photos_form,
)

SLICES: list[APIRouter] = [
    change_office_details.router,
    plan_outreach_day.router,
    cancel_outreach_day.router,
    add_photo.router,
    remove_photo.router,
    list_outreach.router,
    show_details_form.router,
    show_outreach_form.router,
    show_photos_form.router,
    show_photo.router,
]
