"""The first pages: the slices, as events serves them."""

from fastapi import APIRouter

from liaison_events.views.help import list_guides, show_guide, show_guide_picture
from liaison_events.views.home import show_home, show_privacy, show_today

SLICES: list[APIRouter] = [
    show_home.router,
    show_privacy.router,
    show_today.router,
    list_guides.router,
    show_guide.router,
    show_guide_picture.router,
]
