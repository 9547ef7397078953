"""The scorecard as a report: expected results, each office's first year, milestones; with its page's numbers."""

from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.reports.report import Asked, Cell, Column, Label, Named, Report, Table, Unit
from liaison_reporting.model.reports.tables.words import LEVEL_TEXTS, STATUS_TEXTS, said
from liaison_reporting.model.scorecard.completion import RULE_TEXTS, confirmations, proposed_level
from liaison_reporting.model.scorecard.results import DEFINITION_TEXTS, RESULT_TEXTS, Result
from liaison_reporting.model.scorecard.scorecard import Scorecard, make_scorecard

SCORECARD_TEXTS = {
    "title": "Scorecard",
    "results": "Expected results",
    "result": "Expected result",
    "counted": "How it is counted",
    "now": "So far",
    "now_definition": "By the end of the day asked for, as each result is counted.",
    "goal": "Target",
    "goal_definition": "What the commitment promised on the day asked for; not known where it promised no number.",
    "trend": "Change in 90 days",
    "trend_definition": "So far, less what there was by 90 days earlier.",
    "after_end": "After the end",
    "after_end_definition": "How much of it came after the last day of the promise; it counts all the same.",
    "forecast": "Forecast",
    "forecast_definition": "A forecast: if it goes on at the pace until now, after 30 days and until the time is over.",
    "offices": "Events in each office's first year",
    "office": "Office",
    "opened_on": "Opened on",
    "first_year": "Events in the first year",
    "first_year_definition": "From opening until the same day next year, Kyiv time; a suspension stops nothing.",
    "in_all": "Events in all",
    "in_all_definition": "Held and reported on by the day asked for, outside of the first year, too.",
    "visits": "Visits",
    "visits_definition": "People who came, each counted at each event.",
    "milestones": "Milestones",
    "number": "No.",
    "number_definition": "The milestone's number in the commitment.",
    "milestone": "Milestone",
    "ends_on": "Last day",
    "status": "Status",
    "overdue": "Days overdue",
    "overdue_definition": "Days since the last day of a milestone that is not finished.",
    "completion": "How far it is complete",
    "said": "Who says it",
    "proposed": "Proposed by the rules",
    "confirmed": "Confirmed by a coordinator",
    "level": "Level",
    "why": "Why",
    "day": "Day",
    "empty": "The commitment is not known yet.",
    "no_office": "No office was open on that day.",
}
T = SCORECARD_TEXTS


async def scorecard(session: AsyncSession, asked: Asked) -> Report:
    """Of the commitment that is asked for, or the current one."""
    found = await make_scorecard(session, asked)
    programme = found.programme
    return Report(
        name="scorecard",
        title=T["title"],
        about=Named(name=programme.title, name_en=programme.title_en) if programme else None,
        asked=asked,
        tables=[_results(found), _offices(found), _milestones(found), await _completion(session, asked, found)],
        current_to=found.current_to,
    )


def _results(found: Scorecard) -> Table:
    return Table(
        key="results",
        title=T["results"],
        columns=[
            Column(key="result", title=T["result"], unit=Unit.TEXT),
            *(_counted(key) for key in ("now", "goal", "trend", "after_end", "forecast")),
            Column(key="counted", title=T["counted"], unit=Unit.TEXT),
        ],
        rows=[_result(one) for one in found.results],
        empty=T["empty"],
    )


def _result(one: Result) -> dict[str, Cell]:
    named = Named(name=one.title or one.key, name_en=one.title_en or one.key)
    return {
        "result": Label(text=RESULT_TEXTS[one.key]) if one.key in RESULT_TEXTS else named,
        "now": one.now,
        "goal": one.goal,
        "trend": one.trend,
        "after_end": one.after_end,
        "forecast": one.forecast,
        "counted": Label(text=DEFINITION_TEXTS[one.key]) if one.key in DEFINITION_TEXTS else "",
    }


def _offices(found: Scorecard) -> Table:
    return Table(
        key="offices",
        title=T["offices"],
        columns=[
            Column(key="office", title=T["office"], unit=Unit.TEXT),
            Column(key="opened_on", title=T["opened_on"], unit=Unit.DAY),
            *(_counted(key) for key in ("first_year", "goal", "trend", "after_end", "forecast", "in_all", "visits")),
        ],
        rows=[
            {
                "office": Named(name=one.name, name_en=one.name_en, link=f"/results/offices/{one.slug}"),
                "opened_on": one.opened_on,
                "first_year": one.events_held.now,
                "goal": one.events_held.goal,
                "trend": one.events_held.now - one.before,
                "after_end": one.after_end,
                "forecast": one.forecast,
                "in_all": one.events_in_all,
                "visits": one.attendance,
            }
            for one in found.offices
        ],
        empty=T["no_office"],
    )


def _milestones(found: Scorecard) -> Table:
    return Table(
        key="milestones",
        title=T["milestones"],
        columns=[
            _counted("number"),
            Column(key="milestone", title=T["milestone"], unit=Unit.TEXT),
            Column(key="ends_on", title=T["ends_on"], unit=Unit.DAY),
            Column(key="status", title=T["status"], unit=Unit.TEXT),
            _counted("overdue"),
        ],
        rows=[
            {
                "number": one.number,
                "milestone": Named(name=one.title, name_en=one.title_en),
                "ends_on": one.ends_on,
                "status": _status(one.status),
                "overdue": one.overdue_days,
            }
            for one in found.milestones
        ],
        empty=T["empty"],
    )


def _status(status: str | None) -> Cell:
    """None where nobody had told of it; a word that is new to us is shown as it is."""
    return said(STATUS_TEXTS, status) if status else None


async def _completion(session: AsyncSession, asked: Asked, found: Scorecard) -> Table:
    """What the rules propose, and what was confirmed last of what had been recorded, if anything was."""
    rows: list[dict[str, Cell]] = []
    if found.programme:
        level = proposed_level(found)
        why = Label(text=RULE_TEXTS[level])
        rows.append(
            {"said": Label(text=T["proposed"]), "level": said(LEVEL_TEXTS, level), "why": why, "day": found.as_of}
        )
        newest = confirmations(found.programme.id, found.as_of, asked.known_until).limit(1)
        confirmed = await session.scalar(newest)
        if confirmed:
            reason = Named(name=confirmed.reason, name_en=confirmed.reason_en)
            about = {"said": Label(text=T["confirmed"]), "level": said(LEVEL_TEXTS, confirmed.level)}
            rows.append(about | {"why": reason, "day": confirmed.confirmed_on})
    return Table(
        key="completion",
        title=T["completion"],
        columns=[
            *(Column(key=key, title=T[key], unit=Unit.TEXT) for key in ("said", "level", "why")),
            Column(key="day", title=T["day"], unit=Unit.DAY),
        ],
        rows=rows,
        empty=T["empty"],
    )


def _counted(key: str) -> Column:
    return Column(key=key, title=T[key], definition=T[f"{key}_definition"])
