"""Another municipal system asks for a message."""

from typing import Any

from liaison_kit.database import Database
from sqlalchemy import text

from services.notifications.tests.requesting import Asking


async def test_it_goes_out_by_the_channels_that_were_named_and_its_system_hears_of_both(
    asking: Asking, mailbox: Any, gateway: Any
) -> None:
    await asking.register()
    request_id = await asking.ask()
    await asking.work()
    [sms] = gateway.received
    assert (sms["to"], sms["text"]) == ("+380671234567", "Води не буде 5 червня.")
    [mail] = mailbox.mails
    assert mail["Subject"] == "Води не буде"
    said = mail.get_body(("plain",)).get_content()
    assert said.startswith("Води не буде 5 червня.")
    assert "Вінницяоблводоканал" in said
    assert sorted(await asking.outcomes()) == [("email", "accepted", None), ("sms", "accepted", None)]
    told = await asking.told()
    assert {(one["system"], one["request_id"]) for one in told} == {("water-utility", str(request_id))}
    assert sorted(one["version"] for one in told) == [1, 2]


async def test_the_same_id_twice_is_one_message_whatever_the_second_says(asking: Asking, gateway: Any) -> None:
    await asking.register()
    first = asking.request(channels=["sms"])
    other = asking.request({"phone": "+380501112233"}, channels=["sms"], request_id=first.request_id)
    await asking.story.tell(first, first)
    await asking.work()
    await asking.story.tell(other)
    await asking.work()
    assert [sms["to"] for sms in gateway.received] == ["+380671234567"]
    assert await asking.outcomes() == [("sms", "accepted", None)]


async def test_two_systems_may_choose_the_same_id(asking: Asking, gateway: Any) -> None:
    await asking.register()
    await asking.register("pharmacies")
    first = asking.request(channels=["sms"])
    await asking.story.tell(first, first.model_copy(update={"system": "pharmacies"}))
    await asking.work()
    assert len(gateway.received) == 2
    assert {one["system"] for one in await asking.told()} == {"water-utility", "pharmacies"}


async def test_it_is_kept_as_it_came_and_nothing_in_the_database_can_be_read(
    asking: Asking, database: Database
) -> None:
    await asking.register()
    await asking.ask()
    await asking.work()
    async with database.reading() as session:
        names = (await session.scalars(text("select tablename from pg_tables where schemaname = 'public'"))).all()
        assert "message_request" in names
        for name in names:
            rows = (await session.scalars(text(f'select t::text from "{name}" t'))).all()
            assert not [row for row in rows if "olena" in row or "671234567" in row or "Води" in row], name


async def test_what_is_nonsense_is_still_kept_and_answered(asking: Asking) -> None:
    """A refusal in the reaction would park it, and whoever asked would never hear."""
    await asking.ask(system="nobody-knows-me", sealed="", channels=[], purpose="x")
    await asking.work()
    assert await asking.outcomes() == [(None, "refused", "unknown_system")]
