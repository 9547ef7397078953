"""Show the form for a new grant call."""

from datetime import datetime, time, timedelta

from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.identity import for_the_network
from pydantic import BaseModel

router = web.router(for_the_network(Role.COORDINATOR))


class NewCallForm(BaseModel):
    """What the fields say at first. Moments are Kyiv's wall-clock time."""

    opens_at: datetime
    closes_at: datetime


@router.get("/grants/new")
async def show_grant_call_form() -> NewCallForm:
    tomorrow = datetime.combine(clock.today() + timedelta(days=1), time(9))
    return NewCallForm(opens_at=tomorrow, closes_at=tomorrow + timedelta(days=30, hours=9))
