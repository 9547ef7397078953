"""The registry's table of contents."""

from pathlib import Path

from liaison_kit.service import Service
from liaison_pages.render import pages

from liaison_registry.use_cases import open_office
from liaison_registry.views import list_offices, show_office

SERVICE = Service(
    name="registry",
    migrations=Path(__file__).parents[2] / "migrations",
    slices=[
        open_office.router,
        list_offices.router,
        show_office.router,
    ],
    pages=pages("liaison_registry"),
)
