"""Rooms of offices: the slices, as the registry serves them."""

from fastapi import APIRouter

from liaison_registry.use_cases.rooms import add_room, block_room, change_room, retire_room, unblock_room
from liaison_registry.views.rooms import list_rooms, show_room

SLICES: list[APIRouter] = [
    add_room.router,
    change_room.router,
    retire_room.router,
    block_room.router,
    unblock_room.router,
    list_rooms.router,
    show_room.router,
]
