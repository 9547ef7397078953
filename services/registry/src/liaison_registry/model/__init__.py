"""The registry's tables and rules: districts, offices, CSOs, the programme, and the files they are imported from."""

from liaison_contracts.identity import Errand

from liaison_registry.model.backdating import ReasonForBackdatingMissing
from liaison_registry.model.csos.cso import (
    CSO,
    AlreadyRegistered,
    RegistrationInTheFuture,
    WrongEDRPOU,
    checked_edrpou,
    known_by,
)
from liaison_registry.model.csos.duplicates import CSOsApart
from liaison_registry.model.csos.initiative_group import Founders, FoundingStep, GroupStatus, InitiativeGroup
from liaison_registry.model.csos.memorandum import Memorandum, NetworkMembership
from liaison_registry.model.csos.public_contacts import Email, Phone, Website
from liaison_registry.model.imports.imports import (
    BrokenFile,
    Counts,
    ImportIsOver,
    ImportKind,
    ImportReport,
    ImportRow,
    ImportStatus,
    Outcome,
    Rejection,
)
from liaison_registry.model.metadata import Base
from liaison_registry.model.needs.needs import (
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
from liaison_registry.model.needs.needs_answers import AnswersGiven, concept_of, store_answers, sums_of
from liaison_registry.model.needs.needs_results import representativeness, results_of
from liaison_registry.model.offices.office import Office, rooms_with_ids
from liaison_registry.model.offices.office_life import BEFORE_OPENING, AlreadyOpen, OpeningInTheFuture, Override
from liaison_registry.model.offices.opening_hours import Hours, hours_on, spans_of
from liaison_registry.model.people.letters import SealingKeyCopy
from liaison_registry.model.people.people import Person, Scope
from liaison_registry.model.people.staff import Kind, SignIn, Staff, StaffLink, announce, new_staff
from liaison_registry.model.programme.programme import Programme, days_overdue
from liaison_registry.model.services.catalogue import AlreadyInCatalogue, CatalogueService, ServiceState, WrittenService
from liaison_registry.model.services.office_services import (
    OfferedAlready,
    OfficeService,
    UnknownService,
    WrittenOffer,
    is_stale,
    offer_of,
    offers_of,
    take_over_services,
    with_its_offices,
)
from liaison_registry.model.sign_in.signing_in import SignInTries
from liaison_registry.model.sign_in.signing_keys import SigningKeys
from liaison_registry.model.territory.district import District, UnknownDistrict, must_be_a_district, present_districts
from liaison_registry.model.text import OneLine

__all__ = [
    "BEFORE_OPENING",
    "CSO",
    "AlreadyAnswered",
    "AlreadyInCatalogue",
    "AlreadyOpen",
    "AlreadyRegistered",
    "Answer",
    "AnswersGiven",
    "Base",
    "BrokenFile",
    "CSOsApart",
    "CatalogueService",
    "CodeUnknown",
    "CookieNeeded",
    "Counts",
    "District",
    "Email",
    "Errand",
    "Founders",
    "FoundingStep",
    "GroupStatus",
    "Hours",
    "ImportIsOver",
    "ImportKind",
    "ImportReport",
    "ImportRow",
    "ImportStatus",
    "InitiativeGroup",
    "Kind",
    "Memorandum",
    "NeedsCount",
    "NeedsStudy",
    "NetworkMembership",
    "NotOpen",
    "OfferedAlready",
    "Office",
    "OfficeService",
    "OneLine",
    "OpeningInTheFuture",
    "Outcome",
    "Override",
    "Person",
    "Phone",
    "Programme",
    "ReasonForBackdatingMissing",
    "RegistrationInTheFuture",
    "Rejection",
    "Scope",
    "SealingKeyCopy",
    "ServiceState",
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
    "UnknownService",
    "Website",
    "WrittenOffer",
    "WrittenService",
    "WrongEDRPOU",
    "announce",
    "checked_edrpou",
    "concept_of",
    "days_overdue",
    "hours_on",
    "is_stale",
    "known_by",
    "must_be_a_district",
    "new_staff",
    "offer_of",
    "offers_of",
    "present_districts",
    "representativeness",
    "results_of",
    "rooms_with_ids",
    "spans_of",
    "store_answers",
    "sums_of",
    "take_over_services",
    "with_its_offices",
]
