"""A network with something of everything in it, and its open data published."""

import json
from datetime import date
from typing import Any

from liaison_contracts.fact import Fact
from liaison_contracts.open_data import DatasetPublished
from liaison_kit.database import Database
from liaison_kit.jobs import JobContext
from liaison_kit.settings import Settings
from liaison_reporting.jobs.publish_datasets import publish_datasets
from liaison_reporting.reactions.on_consultation_given import on_consultation_given
from liaison_reporting.reactions.on_cso_registered import on_cso_registered
from liaison_reporting.reactions.on_dataset_published import on_dataset_published
from liaison_reporting.reactions.on_district_state import on_district_state
from liaison_reporting.reactions.on_event_held import on_event_held
from liaison_reporting.reactions.on_grant_award_state import on_grant_award_state
from liaison_reporting.reactions.on_office_state import on_office_state
from liaison_reporting.reactions.on_period_locked import on_period_locked
from liaison_reporting.reactions.on_programme_state import on_programme_state
from sqlalchemy import text

REACTIONS = {
    reaction.contract: reaction
    for reaction in (
        on_consultation_given,
        on_cso_registered,
        on_dataset_published,
        on_district_state,
        on_event_held,
        on_grant_award_state,
        on_office_state,
        on_period_locked,
        on_programme_state,
    )
}


async def tell(database: Database, *facts: Any) -> None:
    """As the consumer applies them."""
    for fact in facts:
        async with database.transaction() as session:
            await REACTIONS[type(fact)](session, fact)


def network(facts: Any) -> list[Any]:
    """A district with an office of one year, one that is planned, events, organisations, consultations."""
    district = facts.district()
    address = {"street": "вул. Незалежності", "house": "1", "post_code": "21009", "phone": "+380432000000"}
    office = facts.office(district_id=district.id, email="khutory@example.org", **address)
    events = [
        facts.event_held(office.id, on=date(2023, 6, day), title=title, attendance=day)
        for day, title in ((1, "=1+1"), (2, 'Дебати "за" і "проти"'), (30, "Лекція\nдва рядки"))
    ]
    csos = [facts.cso_registered(district_id=district.id), facts.cso_registered(with_help=False, name="-ГО")]
    planned = facts.planned_office(slug="p", district_id=district.id)
    few = [facts.consultation_given(office.id, on=date(2023, 7, 1)) for _ in range(4)]
    enough = [facts.consultation_given(office.id, on=date(2024, 7, 1)) for _ in range(5)]
    return [facts.programme(), district, office, planned, *events, *csos, *few, *enough, facts.grant()]


async def publish(database: Database, settings: Settings) -> None:
    """Runs the job until nothing is left to do, and hears what it told."""
    context = JobContext(database, settings)
    while await publish_datasets(context):
        pass
    await tell(database, *await told(database, DatasetPublished))


async def told(database: Database, *contracts: type[Fact]) -> list[Any]:
    """What waits in the outbox of these facts, taken out of it: as if it had been relayed."""
    found: list[Any] = []
    async with database.transaction() as session:
        rows = await session.execute(text("select topic, payload from outbox order by id"))
        for topic, payload in rows.all():
            for contract in contracts:
                if topic.rpartition(".")[2] == contract.__name__:
                    found.append(contract.model_validate(json.loads(bytes(payload))["data"]))
        await session.execute(text("delete from outbox"))
    return found
