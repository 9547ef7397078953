"""What the events service needs to know beside what every service knows."""

from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request
from liaison_kit.settings import Settings
from pydantic import Field


class EventsSettings(Settings):
    """What the city has promised of its offices, and where it is noted who wants to be forgotten."""

    wishes_file: Path = Field(
        description="Who wished to be erased, by ids that lead to nobody, so that no restored backup brings them back."
        " Only the roles migrate, api and jobs need it."
    )
    promised_events: int = Field(
        15, ge=1, le=1000, description="Events that each office is to hold in its first year: the commitment's target."
    )


def _of_app(request: Request) -> EventsSettings:
    settings: EventsSettings = request.app.state.settings
    return settings


CurrentSettings = Annotated[EventsSettings, Depends(_of_app)]
"""The settings of the running service, for a view that shows some of them."""
