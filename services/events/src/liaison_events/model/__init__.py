"""The tables and rules of the events service, one file per aggregate."""

from liaison_events.model.admission import TicketScan
from liaison_events.model.correction import Correction
from liaison_events.model.draft import Draft
from liaison_events.model.event import Event, ShownEvent
from liaison_events.model.feedback import Feedback, FeedbackMark
from liaison_events.model.headcount import Headcount
from liaison_events.model.office import OfficeCopy
from liaison_events.model.period import PeriodLock
from liaison_events.model.reminder import ReportReminder
from liaison_events.model.report import EventReport
from liaison_events.model.sealing_key import SealingKeyCopy
from liaison_events.model.series import Series
from liaison_events.model.sign_up import SignUp
from liaison_events.model.tables import Base

__all__ = [
    "Base",
    "Correction",
    "Draft",
    "Event",
    "EventReport",
    "Feedback",
    "FeedbackMark",
    "Headcount",
    "OfficeCopy",
    "PeriodLock",
    "ReportReminder",
    "SealingKeyCopy",
    "Series",
    "ShownEvent",
    "SignUp",
    "TicketScan",
]
