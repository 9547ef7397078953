"""The registry's tables and rules: districts, offices, CSOs, the programme, and the files they are imported from."""

from liaison_contracts.identity import Errand

from liaison_registry.model.backdating import ReasonForBackdatingMissing
from liaison_registry.model.catalogue import AlreadyInCatalogue, CatalogueService, ServiceState, WrittenService
from liaison_registry.model.cso import CSO, AlreadyRegistered, RegistrationInTheFuture, WrongEDRPOU, checked_edrpou
from liaison_registry.model.district import District, UnknownDistrict
from liaison_registry.model.imports import BrokenFile, Counts, ImportKind, ImportReport, Rejection
from liaison_registry.model.letters import SealingKeyCopy
from liaison_registry.model.metadata import Base
from liaison_registry.model.office import AlreadyOpen, Office, OpeningInTheFuture, rooms_with_ids
from liaison_registry.model.office_services import (
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
from liaison_registry.model.opening_hours import Hours, hours_on, spans_of
from liaison_registry.model.people import Person, Scope
from liaison_registry.model.programme import Programme, days_overdue
from liaison_registry.model.signing_in import SignInTries
from liaison_registry.model.signing_keys import SigningKeys
from liaison_registry.model.staff import Kind, SignIn, Staff, StaffLink, announce, new_staff
from liaison_registry.model.text import OneLine

__all__ = [
    "CSO",
    "AlreadyInCatalogue",
    "AlreadyOpen",
    "AlreadyRegistered",
    "Base",
    "BrokenFile",
    "CatalogueService",
    "Counts",
    "District",
    "Errand",
    "Hours",
    "ImportKind",
    "ImportReport",
    "Kind",
    "OfferedAlready",
    "Office",
    "OfficeService",
    "OneLine",
    "OpeningInTheFuture",
    "Person",
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
    "Staff",
    "StaffLink",
    "UnknownDistrict",
    "UnknownService",
    "WrittenOffer",
    "WrittenService",
    "WrongEDRPOU",
    "announce",
    "checked_edrpou",
    "days_overdue",
    "hours_on",
    "is_stale",
    "new_staff",
    "offer_of",
    "offers_of",
    "rooms_with_ids",
    "spans_of",
    "take_over_services",
    "with_its_offices",
]
