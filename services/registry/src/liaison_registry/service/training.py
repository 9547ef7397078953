"""Training and absences: the slices, as the registry serves them."""

from fastapi import APIRouter

from liaison_registry.use_cases.training import (
    add_training_programme,
    change_training_programme,
    record_absence,
    record_training,
    remove_absence,
    withdraw_certificate,
)
from liaison_registry.views.training import list_training, show_training, show_training_programme

SLICES: list[APIRouter] = [
    add_training_programme.router,
    change_training_programme.router,
    record_training.router,
    withdraw_certificate.router,
    record_absence.router,
    remove_absence.router,
    list_training.router,
    show_training_programme.router,
    show_training.router,
]
