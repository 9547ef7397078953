"""The first pages: the slices, as events serves them."""

from fastapi import APIRouter

from liaison_events.views.home import show_home, show_privacy, show_today

SLICES: list[APIRouter] = [show_home.router, show_privacy.router, show_today.router]
