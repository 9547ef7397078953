"""Which other systems may have messages sent."""

from fastapi import APIRouter

from liaison_notifications.use_cases.requests import add_system, change_system, resume_system, suspend_system
from liaison_notifications.views.requests import list_systems, show_system, show_system_form, show_system_settings

SLICES: list[APIRouter] = [
    list_systems.router,
    show_system_form.router,
    add_system.router,
    show_system.router,
    show_system_settings.router,
    change_system.router,
    suspend_system.router,
    resume_system.router,
]
