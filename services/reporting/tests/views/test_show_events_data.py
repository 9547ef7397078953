"""Held events as open data."""

import csv
import io
from datetime import date

import httpx
import pytest
from liaison_kit.database import Database, new_id
from liaison_reporting.reactions.on_event_held import on_event_held

HEADER = "event_id,held_on,office,title,kind,tools,attendance\r\n"


async def test_without_events_there_is_only_the_header(client: httpx.AsyncClient) -> None:
    answer = await client.get("/data/events.csv")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.text == HEADER


async def test_each_event_is_a_line_by_day(client: httpx.AsyncClient, database: Database, facts) -> None:
    second = facts.event_held(new_id(), on=date(2023, 7, 1), title='Дебати "за" і, можливо, "проти"', kind="debate")
    first = facts.event_held(new_id(), on=date(2023, 6, 1), tools=["petition", "appeal"])
    async with database.transaction() as session:
        for fact in (second, first):
            await on_event_held(session, fact)
    office = "Офіс у Вінницьких Хуторах"
    lines = list(csv.reader(io.StringIO((await client.get("/data/events.csv")).text)))[1:]
    assert lines == [
        [str(first.state.id), "2023-06-01", office, "Як подати петицію", "training", "petition appeal", "12"],
        [str(second.state.id), "2023-07-01", office, 'Дебати "за" і, можливо, "проти"', "debate", "petition", "12"],
    ]


async def test_the_same_at_the_api_and_with_a_mark_for_excel(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/reporting/v1/data/events.csv?bom=true")
    assert answer.content == b"\xef\xbb\xbf" + HEADER.encode()


@pytest.mark.parametrize("title", ["=1+1", "+380", "-2", "@SUM(A1)", "\t=1"])
async def test_a_spreadsheet_runs_no_title_as_a_formula(
    client: httpx.AsyncClient, database: Database, title: str, facts
) -> None:
    async with database.transaction() as session:
        await on_event_held(session, facts.event_held(new_id(), title=title))
    [_, line] = csv.reader(io.StringIO((await client.get("/data/events.csv")).text))
    assert line[3] == f"'{title}"
