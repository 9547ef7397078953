"""The tables and rules of the events service, one file per aggregate."""

from liaison_events.model.attendance.admission import TicketScan
from liaison_events.model.attendance.correction import Correction
from liaison_events.model.attendance.headcount import Headcount
from liaison_events.model.attendance.period import PeriodLock
from liaison_events.model.attendance.reminder import ReportReminder
from liaison_events.model.attendance.report import EventReport
from liaison_events.model.calendar.draft import Draft
from liaison_events.model.calendar.event import Event, ShownEvent
from liaison_events.model.calendar.series import Series
from liaison_events.model.feedback.feedback import Feedback, FeedbackMark
from liaison_events.model.office import OfficeCopy
from liaison_events.model.sealing_key import SealingKeyCopy
from liaison_events.model.sign_ups.sign_up import SignUp
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
