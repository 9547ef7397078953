"""Import the network: its districts, its planned offices and its programme, from one file that a person wrote.

All of the file is taken over, or nothing. What is new is added. Of what the registry has already, the programme and
an office before its opening may change, as far as it was not set here; a district and an open office may not, since
residents and other systems count on what was announced: such a difference is a mistake in the file, named with its
line. What the file leaves out stays.
"""

from typing import Any

from fastapi import Request, Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import DistrictJoined, OfficeChanged, OfficePlanned, OfficeStatus, ProgrammeAdopted
from liaison_kit import clock, outbox, web
from liaison_kit.database import new_id
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_registry.model import (
    BEFORE_OPENING,
    Counts,
    District,
    ImportKind,
    ImportReport,
    Office,
    Programme,
    present_districts,
    rooms_with_ids,
)
from liaison_registry.model.network.network_file import NetworkFile, OfficeEntry, read
from liaison_registry.model.network.yaml_lines import Document
from liaison_registry.model.programme.targets import take_over_targets
from liaison_registry.model.territory.territory import held_by_others, one_at_a_time

router = web.router(for_the_network(Role.COORDINATOR))

REFUSAL_TEXTS = {
    "district": "Line {line}: this district is in the registry already, and its “{key}” cannot be changed here.",
    "held": "Line {line}: this code belongs to another district of the registry on that day or later, {name}.",
    "programme": "Line {line}: the registry holds another programme already, {code}.",
    "office": "Line {line}: this office is open already, and its “{key}” cannot be changed here.",
}

BODY = {"requestBody": {"required": True, "content": {"application/yaml": {"schema": {"type": "string"}}}}}


class Imported(BaseModel):
    """How many were added, changed, or found as they were."""

    districts: Counts = Counts()
    offices: Counts = Counts()
    programme: Counts = Counts()


@router.post("/network", openapi_extra=BODY)
async def import_network(session: Session, request: Request, response: Response) -> Imported:
    file, document = read(await request.body(), clock.today())
    await one_at_a_time(session)
    districts, joined = await _join_districts(session, file, document)
    adopted = await _adopt_programme(session, file, document)
    planned = await _plan_offices(session, file, document, districts)
    document.finish()
    imported = Imported(districts=joined, offices=planned, programme=adopted)
    report = ImportReport(
        id=new_id(),
        kind=ImportKind.NETWORK,
        dry_run=False,
        made_at=clock.now(),
        counts=imported.model_dump(),
        rejected=[],
    )
    session.add(report)
    response.headers["Location"] = f"/network/imports/{report.id}"
    return imported


async def _join_districts(
    session: AsyncSession, file: NetworkFile, document: Document
) -> tuple[dict[str, District], Counts]:
    known = {district.code: district for district in await session.scalars(present_districts())}
    counts = Counts()
    for index, entry in enumerate(file.districts):
        district = known.get(entry.code)
        if district is None:
            for name in (await held_by_others(session, [entry.code], [], entry.joined_on)).values():
                document.refuse(("districts", index, "code"), REFUSAL_TEXTS["held"], name=name)
            known[entry.code] = district = District.joining(**entry.model_dump())
            session.add(district)
            outbox.publish(session, DistrictJoined(occurred_on=entry.joined_on, state=district.state()))
            counts.added += 1
            continue
        for name in district.differences(entry.model_dump()):
            document.refuse(("districts", index, name), REFUSAL_TEXTS["district"])
        counts.unchanged += 1
    await session.flush()
    return known, counts


async def _adopt_programme(session: AsyncSession, file: NetworkFile, document: Document) -> Counts:
    plan = _programme_plan(file)
    programme = await session.scalar(select(Programme).with_for_update())
    if programme is None:
        plan["targets"] = await take_over_targets(session, plan["targets"])
        programme = Programme(id=new_id(), version=1, district_targets=[], lessons=[], assessments=[], **plan)
        session.add(programme)
        outbox.publish(session, ProgrammeAdopted(occurred_on=file.programme.adopted_on, state=programme.state()))
        return Counts(added=1)
    if programme.code != file.programme.code:
        document.refuse(("programme", "code"), REFUSAL_TEXTS["programme"], code=programme.code)
        return Counts()
    plan["targets"] = await take_over_targets(session, plan["targets"])
    if not programme.adopt(plan):
        return Counts(unchanged=1)
    outbox.publish(session, ProgrammeAdopted(occurred_on=clock.today(), state=programme.state()))
    return Counts(changed=1)


async def _plan_offices(
    session: AsyncSession, file: NetworkFile, document: Document, districts: dict[str, District]
) -> Counts:
    known = {office.slug: office for office in await session.scalars(select(Office).with_for_update())}
    counts = Counts()
    for index, entry in enumerate(file.offices):
        office = known.get(entry.slug)
        plan = _office_plan(entry, districts[entry.district], office)
        if office is None:
            empty = ("special_hours", "services", "photos", "outreach", "former_districts")
            lists: dict[str, Any] = {name: [] for name in empty}
            office = Office(id=new_id(), version=1, status=OfficeStatus.PLANNED, **lists, **plan)
            session.add(office)
            outbox.publish(session, OfficePlanned(occurred_on=entry.planned_on, state=office.state()))
            counts.added += 1
        elif not (differences := office.differences(plan)):
            counts.unchanged += 1
        elif office.status in BEFORE_OPENING:
            office.plan_anew(plan)
            fact = OfficePlanned if office.status == OfficeStatus.PLANNED else OfficeChanged
            outbox.publish(session, fact(occurred_on=clock.today(), state=office.state()))
            counts.changed += 1
        else:
            for key in sorted({"district" if name.startswith("district") else name for name in differences}):
                document.refuse(("offices", index, key), REFUSAL_TEXTS["office"])
    return counts


def _office_plan(entry: OfficeEntry, district: District, office: Office | None) -> dict[str, Any]:
    """The office's columns."""
    plan = entry.plan()
    del plan["district"], plan["planned_on"]
    return {
        **plan,
        "rooms": rooms_with_ids(plan["rooms"], office.rooms if office else []),
        "district_id": district.id,
        "district_name": district.name,
        "district_name_en": district.name_en,
    }


def _programme_plan(file: NetworkFile) -> dict[str, Any]:
    """The programme's columns."""
    plan = file.programme.plan()
    del plan["adopted_on"]
    return {
        **plan,
        "starts_on": file.programme.starts_on,
        "ends_on": file.programme.ends_on,
        "hromada_code": file.community.code,
        "hromada_name": file.community.name,
        "hromada_name_en": file.community.name_en,
        "milestones": [{**milestone, "status_in_file": milestone["status"]} for milestone in plan["milestones"]],
    }
