"""Territory: the slices, as the registry serves them."""

from fastapi import APIRouter

from liaison_registry.use_cases.territory import (
    add_settlement,
    merge_districts,
    remove_settlement,
    rename_district,
    split_district,
)
from liaison_registry.views.territory import (
    list_districts,
    show_district,
    show_merge_form,
    show_rename_form,
    show_settlements,
    show_split_form,
)

SLICES: list[APIRouter] = [
    list_districts.router,
    show_district.router,
    show_rename_form.router,
    show_split_form.router,
    show_merge_form.router,
    show_settlements.router,
    rename_district.router,
    split_district.router,
    merge_districts.router,
    add_settlement.router,
    remove_settlement.router,
]
