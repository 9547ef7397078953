"""What coordinators write to many at once, and a second person approves."""

from fastapi import APIRouter

from liaison_notifications.use_cases.bulletins import (
    approve_bulletin,
    change_bulletin,
    correct_bulletin,
    remove_bulletin,
    stop_bulletin,
    take_approval_back,
    try_bulletin,
    write_bulletin,
)
from liaison_notifications.views.bulletins import (
    list_bulletins,
    show_bulletin,
    show_bulletin_changing,
    show_bulletin_form,
)

SLICES: list[APIRouter] = [
    list_bulletins.router,
    show_bulletin_form.router,
    write_bulletin.router,
    show_bulletin.router,
    show_bulletin_changing.router,
    change_bulletin.router,
    correct_bulletin.router,
    remove_bulletin.router,
    try_bulletin.router,
    approve_bulletin.router,
    take_approval_back.router,
    stop_bulletin.router,
]
