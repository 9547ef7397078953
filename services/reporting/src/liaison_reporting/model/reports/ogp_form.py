"""OGP's form at the end of a commitment, filled from facts; what no fact tells is left to whoever sends it.

Its fields are those of the Open Government Partnership's end-of-commitment report: the commitment, its milestones with
their status and evidence, results, how far it is complete, whether it opened government, institutions, values.
"""

from datetime import date
from typing import Any

from liaison_contracts.registry import Scale
from liaison_kit import clock
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.assessments import assessments
from liaison_reporting.model.network import ProgrammeCopy
from liaison_reporting.model.projections import newest_fact_at
from liaison_reporting.model.reports.composed import Others, tables_of
from liaison_reporting.model.reports.report import Asked, Cell, Column, Label, Named, Report, Table, Unit
from liaison_reporting.model.reports.tables.words import LEVEL_TEXTS, STATUS_TEXTS, said
from liaison_reporting.model.scorecard.completion import confirmations
from liaison_reporting.model.scorecard.scorecard import chosen_programme

FORM_TEXTS = {
    "title": "End-of-commitment form for OGP",
    "commitment": "Commitment",
    "field": "Field",
    "value": "Answer",
    "code": "Identifier in OGP",
    "name": "Title",
    "community": "Community",
    "starts_on": "First day",
    "ends_on": "Last day",
    "due_on": "The form is due by",
    "institution": "Responsible or taking part",
    "values": "OGP values",
    "areas": "Policy areas and sectors",
    "values_note": "No fact tells these: whoever sends the form adds them from the action plan.",
    "milestones": "Milestones and their status today",
    "number": "No.",
    "milestone": "Milestone",
    "status": "Status",
    "said": "What was done, or what stands in the way",
    "evidence": "Evidence",
    "evidence_title": "What shows it",
    "address": "Address",
    "no_evidence": "No evidence was recorded.",
    "limit_note": "OGP takes up to three files of 10 MB for a commitment, or links.",
    "assessments": "Assessment on OGP's scales",
    "scale": "Scale",
    "level": "Level",
    "reason": "Why",
    "assessed_on": "Assessed on",
    "scales_note": "Recorded by a person on the commitment's page after its end; until then not known.",
    "confirmed": "Completion, confirmed from the scorecard",
    "empty": "The commitment is not known yet.",
}
SCALE_TEXTS = {
    "completion": "Completion",
    "opened_government": "Did it open government?",
}
T = FORM_TEXTS


async def ogp_form(session: AsyncSession, asked: Asked, others: Others) -> Report:
    programme = await chosen_programme(session, asked.programme)
    asked = Asked(programme=asked.programme)
    results = await tables_of(session, others, "scorecard", asked, ("results", "offices", "completion"))
    return Report(
        name="ogp-form",
        title=T["title"],
        about=Named(name=programme.title, name_en=programme.title_en) if programme else None,
        asked=asked,
        tables=[
            _commitment(programme),
            _milestones(programme),
            _evidence(programme),
            *results,
            await _assessments(session, programme),
        ],
        current_to=await newest_fact_at(session),
    )


def _table(key: str, columns: list[str], rows: list[dict[str, Cell]], notes: list[str], empty: str = "empty") -> Table:
    units = {"assessed_on": Unit.DAY, "starts_on": Unit.DAY, "ends_on": Unit.DAY}
    return Table(
        key=key,
        title=T[key],
        columns=[Column(key=one, title=T[one], unit=units.get(one, Unit.TEXT)) for one in columns],
        rows=rows,
        empty=T[empty],
        notes=[T[note] for note in notes],
    )


def _commitment(programme: ProgrammeCopy | None) -> Table:
    if programme is None:
        return _table("commitment", ["field", "value"], [], [])
    answers: list[tuple[str, Cell]] = [
        ("code", programme.code),
        ("name", Named(name=programme.title, name_en=programme.title_en)),
        ("community", Named(name=programme.hromada_name, name_en=programme.hromada_name_en)),
        ("starts_on", programme.starts_on),
        ("ends_on", programme.ends_on),
        ("due_on", a_month_after(programme.ends_on)),
        *(("institution", Named(name=one["name"], name_en=one["name_en"])) for one in programme.institutions),
        ("values", None),
        ("areas", None),
    ]
    rows: list[dict[str, Cell]] = [{"field": Label(text=T[field]), "value": value} for field, value in answers]
    return _table("commitment", ["field", "value"], rows, ["values_note"])


def a_month_after(day: date) -> date:
    """The same day of the next month, or its last one: OGP wants the form a month after the end."""
    year, month = day.year + day.month // 12, day.month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - date.resolution).day
    return date(year, month, min(day.day, last))


def _in_order(programme: ProgrammeCopy | None) -> list[dict[str, Any]]:
    return sorted(programme.milestones, key=lambda one: one["number"]) if programme else []


def _milestones(programme: ProgrammeCopy | None) -> Table:
    rows: list[dict[str, Cell]] = [
        {
            "number": str(one["number"]),
            "milestone": Named(name=one["title"], name_en=one["title_en"]),
            "starts_on": date.fromisoformat(one["starts_on"]),
            "ends_on": date.fromisoformat(one["ends_on"]),
            "status": said(STATUS_TEXTS, one["status"]),
            "said": one.get("note") or "",
        }
        for one in _in_order(programme)
    ]
    return _table("milestones", ["number", "milestone", "starts_on", "ends_on", "status", "said"], rows, [])


def _evidence(programme: ProgrammeCopy | None) -> Table:
    rows: list[dict[str, Cell]] = []
    for one in _in_order(programme):
        links = [(link["title"], link["title"], link["url"]) for link in one.get("evidence", [])]
        files = [(file["title"], file["title_en"], file["path"]) for file in one.get("files", [])]
        for name, name_en, address in links + files:
            shown = Named(name=name, name_en=name_en, link=address)
            rows.append({"number": str(one["number"]), "evidence_title": shown, "address": address})
    return _table("evidence", ["number", "evidence_title", "address"], rows, ["limit_note"], "no_evidence")


async def _assessments(session: AsyncSession, programme: ProgrammeCopy | None) -> Table:
    found = await assessments(session, programme.id, list(Scale)) if programme else {}
    rows: list[dict[str, Cell]] = []
    for scale in Scale if programme else []:
        one = found.get(scale)
        level: Cell = said(LEVEL_TEXTS, one.level) if one else None
        reason = Named(name=one.reason, name_en=one.reason_en) if one else ""
        about: dict[str, Cell] = {"level": level, "reason": reason, "assessed_on": one.assessed_on if one else ""}
        rows.append({"scale": Label(text=SCALE_TEXTS[scale]), **about})
    if confirmed := await session.scalar(confirmations(programme.id, clock.today()).limit(1)) if programme else None:
        why = Named(name=confirmed.reason, name_en=confirmed.reason_en)
        about = {"level": said(LEVEL_TEXTS, confirmed.level), "reason": why, "assessed_on": confirmed.confirmed_on}
        rows.append({"scale": Label(text=T["confirmed"]), **about})
    return _table("assessments", ["scale", "level", "assessed_on", "reason"], rows, ["scales_note"])
