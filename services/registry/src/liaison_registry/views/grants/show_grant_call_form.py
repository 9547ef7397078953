"""Show the form for a new grant call."""

from datetime import datetime, time, timedelta

from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.identity import for_the_network
from pydantic import BaseModel

router = web.router(for_the_network(Role.COORDINATOR))


class NewCallForm(BaseModel):
    """What the fields say at first: moments as a form's field has them, Kyiv's wall-clock time."""

    opens_at: str
    closes_at: str


@router.get("/grants/new")
async def show_grant_call_form() -> NewCallForm:
    tomorrow = datetime.combine(clock.today() + timedelta(days=1), time(9))
    closes_at = tomorrow + timedelta(days=30, hours=9)
    return NewCallForm(opens_at=tomorrow.isoformat("T", "minutes"), closes_at=closes_at.isoformat("T", "minutes"))
