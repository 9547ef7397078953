"""What is done once for each fact."""

from typing import Any

from facts.CSORegistered import CSORegistered
from facts.EventHeld import EventHeld
from facts.OfficeState import OfficeState


def work(kind: str, data: dict[str, Any], offices: dict[str, Any]) -> None:
    """Yours. Types that it does not name are not its business, nor are fields that the classes do not know."""
    if kind == "liaison.events.EventHeld.v1":
        held = EventHeld.model_validate(data)
        office = offices.get(str(held.state.office_id))
        where = OfficeState.model_validate(office["data"]).address if office else held.state.office_name
        print(f"EventHeld: {held.state.title}, {held.attendance} people, {where}", flush=True)
    elif kind == "liaison.registry.CSORegistered.v1":
        print(f"CSORegistered: {CSORegistered.model_validate(data).state.name}", flush=True)
