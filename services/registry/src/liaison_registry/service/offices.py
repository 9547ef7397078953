"""Offices: the slices, as the registry serves them."""

from fastapi import APIRouter

from liaison_registry.use_cases.offices import (
    change_hours,
    close_office,
    open_office,
    remove_special_hours,
    resume_office,
    set_special_hours,
    suspend_office,
)
from liaison_registry.views.offices import list_offices, show_hours_form, show_office

SLICES: list[APIRouter] = [
    open_office.router,
    suspend_office.router,
    resume_office.router,
    close_office.router,
    change_hours.router,
    set_special_hours.router,
    remove_special_hours.router,
    list_offices.router,
    show_office.router,
    show_hours_form.router,
]
