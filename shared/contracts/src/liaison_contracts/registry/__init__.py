"""Facts of the registry, by what they are about: territory, offices, CSOs, the programme."""

from liaison_contracts.registry.csos import (
    CSODissolved,
    CSOListed,
    CSORegistered,
    CSOState,
    CSOStatus,
)
from liaison_contracts.registry.office_changes import (
    OfficeChanged,
    OfficeServicesChanged,
)
from liaison_contracts.registry.offices import (
    OfficeClosed,
    OfficeHoursChanged,
    OfficeOpened,
    OfficePlanned,
    OfficeResumed,
    OfficeState,
    OfficeStatus,
    OfficeSuspended,
    OpeningHours,
    Room,
    Span,
    SpecialHours,
)
from liaison_contracts.registry.programme import (
    Institution,
    Milestone,
    MilestoneChanged,
    MilestoneStatus,
    ProgrammeAdopted,
    ProgrammeState,
    Target,
)
from liaison_contracts.registry.services import (
    Accessibility,
    OfferedService,
    OfficePhoto,
    OutreachDay,
    ServiceArea,
    ServiceHours,
)
from liaison_contracts.registry.territory import (
    DistrictJoined,
    DistrictState,
)

__all__ = [
    "Accessibility",
    "CSODissolved",
    "CSOListed",
    "CSORegistered",
    "CSOState",
    "CSOStatus",
    "DistrictJoined",
    "DistrictState",
    "Institution",
    "Milestone",
    "MilestoneChanged",
    "MilestoneStatus",
    "OfferedService",
    "OfficeChanged",
    "OfficeClosed",
    "OfficeHoursChanged",
    "OfficeOpened",
    "OfficePhoto",
    "OfficePlanned",
    "OfficeResumed",
    "OfficeServicesChanged",
    "OfficeState",
    "OfficeStatus",
    "OfficeSuspended",
    "OpeningHours",
    "OutreachDay",
    "ProgrammeAdopted",
    "ProgrammeState",
    "Room",
    "ServiceArea",
    "ServiceHours",
    "Span",
    "SpecialHours",
    "Target",
]
