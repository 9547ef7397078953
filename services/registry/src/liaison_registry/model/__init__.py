"""The registry's tables and rules: districts, offices, CSOs, the programme, and the files they are imported from."""

from liaison_contracts.identity import Errand

from liaison_registry.model.backdating import ReasonForBackdatingMissing
from liaison_registry.model.cso import CSO, AlreadyRegistered, RegistrationInTheFuture, WrongEDRPOU, checked_edrpou
from liaison_registry.model.district import District, UnknownDistrict
from liaison_registry.model.imports import BrokenFile, Counts, ImportKind, ImportReport, Rejection
from liaison_registry.model.letters import SealingKeyCopy
from liaison_registry.model.metadata import Base
from liaison_registry.model.needs import (
    AlreadyAnswered,
    Answer,
    CodeUnknown,
    CookieNeeded,
    NeedsCount,
    NeedsStudy,
    NotOpen,
    SlugTaken,
    StudyDaysWrong,
    Submission,
    Ticket,
)
from liaison_registry.model.needs_answers import AnswersGiven, concept_of, store_answers, sums_of
from liaison_registry.model.needs_results import representativeness, results_of
from liaison_registry.model.office import AlreadyOpen, Office, OpeningInTheFuture, rooms_with_ids
from liaison_registry.model.opening_hours import Hours, hours_on, spans_of
from liaison_registry.model.people import Person, Scope
from liaison_registry.model.programme import Programme, days_overdue
from liaison_registry.model.signing_in import SignInTries
from liaison_registry.model.signing_keys import SigningKeys
from liaison_registry.model.staff import Kind, SignIn, Staff, StaffLink, announce, new_staff
from liaison_registry.model.text import OneLine

__all__ = [
    "CSO",
    "AlreadyAnswered",
    "AlreadyOpen",
    "AlreadyRegistered",
    "Answer",
    "AnswersGiven",
    "Base",
    "BrokenFile",
    "CodeUnknown",
    "CookieNeeded",
    "Counts",
    "District",
    "Errand",
    "Hours",
    "ImportKind",
    "ImportReport",
    "Kind",
    "NeedsCount",
    "NeedsStudy",
    "NotOpen",
    "Office",
    "OneLine",
    "OpeningInTheFuture",
    "Person",
    "Programme",
    "ReasonForBackdatingMissing",
    "RegistrationInTheFuture",
    "Rejection",
    "Scope",
    "SealingKeyCopy",
    "SignIn",
    "SignInTries",
    "SigningKeys",
    "SlugTaken",
    "Staff",
    "StaffLink",
    "StudyDaysWrong",
    "Submission",
    "Ticket",
    "UnknownDistrict",
    "WrongEDRPOU",
    "announce",
    "checked_edrpou",
    "concept_of",
    "days_overdue",
    "hours_on",
    "new_staff",
    "representativeness",
    "results_of",
    "rooms_with_ids",
    "spans_of",
    "store_answers",
    "sums_of",
]
