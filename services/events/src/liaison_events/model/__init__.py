"""The tables and rules of the events service, one file per aggregate."""

from liaison_events.model.draft import Draft
from liaison_events.model.event import Event, ShownEvent
from liaison_events.model.office import OfficeCopy
from liaison_events.model.sealing_key import SealingKeyCopy
from liaison_events.model.series import Series
from liaison_events.model.sign_up import SignUp
from liaison_events.model.tables import Base

__all__ = ["Base", "Draft", "Event", "OfficeCopy", "SealingKeyCopy", "Series", "ShownEvent", "SignUp"]
