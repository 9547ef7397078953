"""Facts about what an office offers, and about how it is described to residents."""

from liaison_contracts.fact import FactWithState
from liaison_contracts.registry.offices import OfficeState


class OfficeChanged(FactWithState):
    """An office is described otherwise: its name, contacts, accessibility, the days on which it comes to villages."""

    state: OfficeState


class OfficeServicesChanged(FactWithState):
    """An office offers other services, or one of them otherwise, or said that it still does: `state.services`."""

    state: OfficeState
