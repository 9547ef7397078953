"""What became of the messages to a contact, and why."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from liaison_contracts.events import SignUpWaitlisted
from liaison_contracts.identity import Role
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_notifications.jobs.consent.plan_news import plan_news
from liaison_notifications.jobs.remind_participants import remind_participants
from liaison_notifications.model.sending.receipts import Said, Says, keep
from sqlalchemy import text

from services.notifications.tests.conftest import EMAIL, NAME, PHONE, START
from services.notifications.tests.requesting import Asking
from services.notifications.tests.subscribing import Reader, office, scheduled

URL = "/api/notifications/v1/messages/explanations"
SignIn = Callable[..., Awaitable[httpx.AsyncClient]]


async def explained(story: Any, staff: httpx.AsyncClient, contact: str = PHONE) -> Any:
    with clock.set_to(story.now):
        asked = (await staff.post(URL, json={"contact": contact})).json()
        return (await staff.get(f"{URL}/{asked['id']}")).json()


async def shown(story: Any, staff: httpx.AsyncClient, contact: str = PHONE) -> str:
    """The page, as one line."""
    with clock.set_to(story.now):
        asked = (await staff.post(URL, json={"contact": contact})).json()
        page = await staff.get(f"/messages/explanations/{asked['id']}")
    assert page.status_code == 200
    return " ".join(page.text.split())


async def test_each_message_says_what_became_of_it_and_why(story: Any, staff: httpx.AsyncClient, mailbox: Any) -> None:
    mailbox.mood = "rcpt 550"
    await story.somebody_signs_up()
    await story.work()
    (sign_up,) = (await explained(story, staff))["sign_ups"]
    assert (sign_up["status"], sign_up["event_title"][:6], sign_up["reminder"]) == ("confirmed", "Бюджет", "due")
    assert sign_up["reminded_at"] == "2026-05-16T09:00:00Z"
    found = {one["channel"]: (one["purpose"], one["status"], one["reason"], one["code"]) for one in sign_up["messages"]}
    assert found == {
        "sms": ("confirmation", "accepted", None, None),
        "email": ("confirmation", "failed", "refused", 550),
    }
    page = await shown(story, staff)
    for said in (
        "Підтвердження запису",
        "Його прийняв SMS-шлюз.",
        "Його не надіслано, і сама система більше не пробуватиме. Поштовий сервер або шлюз відмовив. (550)",
        "Нагадування заплановано на 16 травня 2026 р., 12:00.",
    ):
        assert said in page


async def test_it_names_nobody(story: Any, staff: httpx.AsyncClient) -> None:
    await story.somebody_signs_up()
    await story.work()
    for said in (str(await explained(story, staff)), await shown(story, staff)):
        assert not [private for private in (*NAME.split(), PHONE[1:], EMAIL, "/s/") if private in said]


async def test_a_channel_for_which_nothing_was_left_says_so(story: Any, staff: httpx.AsyncClient) -> None:
    await story.somebody_signs_up(email=None)
    await story.work()
    assert "Електронної адреси не залишено." in await shown(story, staff)


async def test_what_went_to_a_wrong_contact_is_told_apart(story: Any, staff: httpx.AsyncClient) -> None:
    sign_up = await story.somebody_signs_up()
    await story.work()
    await story.tell(story.correction(sign_up, "phone", phone="+380677654321"))
    (found,) = (await explained(story, staff, "+380677654321"))["sign_ups"]
    assert {one["channel"]: one["went_astray"] for one in found["messages"]} == {"sms": True, "email": False}
    page = await shown(story, staff, EMAIL)
    assert "Надіслано не туди" in page
    assert "Воно пішло на телефон або електронну адресу, які потім виправили." in page


async def test_what_a_wrong_address_refused_says_both(story: Any, staff: httpx.AsyncClient, mailbox: Any) -> None:
    mailbox.mood = "rcpt 550"
    sign_up = await story.somebody_signs_up(phone=None)
    await story.work()
    await story.tell(story.correction(sign_up, "email", phone=None, email="olena@example.org"))
    page = await shown(story, staff, "olena@example.org")
    assert "Не вдалося надіслати" in page
    assert "які потім виправили. Поштовий сервер або шлюз відмовив. (550)" in page


async def test_what_receipts_said_is_told(story: Any, staff: httpx.AsyncClient) -> None:
    await story.somebody_signs_up()
    await story.work()
    for channel, says in (("sms", Says.DELIVERED), ("email", Says.UNDELIVERED)):
        row = (await story.deliveries())[channel]
        async with story.database.transaction() as session:
            await keep(session, row.provider, [Said(str(row.id), says, {})], story.now)
    page = await shown(story, staff)
    assert "Мережа підтвердила, що воно надійшло на телефон." in page
    assert "але лист повернувся" in page
    assert "номер чи скринька не діє або не приймає таких повідомлень" in page
    listed = (await staff.get("/messages")).text
    assert "Отримано" in listed
    assert "Не дійшло" in listed


async def test_who_signed_up_shortly_before_learns_why_there_is_no_reminder(
    story: Any, staff: httpx.AsyncClient
) -> None:
    story.later(hours=46, minutes=30)
    await story.somebody_signs_up()
    await story.work()
    assert not await story.run(remind_participants)
    (found,) = (await explained(story, staff))["sign_ups"]
    assert (found["reminder"], found["reminded_at"]) == ("not_needed", None)
    assert "Нагадування немає" in await shown(story, staff)


async def test_once_it_is_planned_the_reminder_speaks_for_itself(story: Any, staff: httpx.AsyncClient) -> None:
    await story.somebody_signs_up()
    await story.work()
    story.later(days=1)
    await story.run(remind_participants)
    await story.work()
    (found,) = (await explained(story, staff))["sign_ups"]
    assert (found["reminder"], found["reminded_at"]) == ("due", "2026-05-17T07:00:00Z")  # two hours before
    assert [one["purpose"] for one in found["messages"]].count("reminder") == 2


async def test_who_waits_for_a_place_has_no_messages_and_learns_why(story: Any, staff: httpx.AsyncClient) -> None:
    sign_up_id = new_id()
    ids = {"sign_up_id": sign_up_id, "event_id": story.event_id}
    waits = SignUpWaitlisted(**ids, version=1, party_size=1, occurred_on=START.date())
    await story.tell(story.event(), waits, story.contact(sign_up_id))
    page = await shown(story, staff)
    assert "Людина чекає на місце" in page
    assert "За ці тижні жодного повідомлення не створювали." in page


async def test_what_is_not_known_here_yet_is_said_to_be_so(story: Any, staff: httpx.AsyncClient) -> None:
    await story.tell(story.contact(new_id()))
    page = await shown(story, staff)
    assert "Подія, про яку тут ще не відомо" in page
    assert "Про цей запис тут ще не відомо" in page


async def test_messages_of_longer_ago_are_not_shown(story: Any, staff: httpx.AsyncClient) -> None:
    await story.somebody_signs_up()
    await story.work()
    story.later(weeks=6, minutes=1)
    (found,) = (await explained(story, staff))["sign_ups"]
    assert found["messages"] == []


async def test_of_an_unknown_contact_it_says_that_nothing_is_known(story: Any, staff: httpx.AsyncClient) -> None:
    await story.somebody_signs_up()
    assert (await explained(story, staff, "0677654321"))["sign_ups"] == []
    assert "Про цей контакт нічого не відомо" in await shown(story, staff, "0677654321")


async def test_where_a_contact_cannot_be_opened_the_answer_says_that_it_may_not_be_all(
    story: Any, staff: httpx.AsyncClient, database: Database
) -> None:
    await story.somebody_signs_up()
    async with database.transaction() as session:
        await session.execute(text("update contact_point set sealed = 'AAAA'"))
    page = await shown(story, staff)
    assert "1 контакт не вдається відкрити" in page
    assert "Про цей контакт нічого не відомо" in page


async def test_a_failed_message_is_sent_again_from_here_by_those_who_may(
    story: Any, signed_in: SignIn, mailbox: Any
) -> None:
    mailbox.mood = "rcpt 550"
    await story.somebody_signs_up()
    await story.work()
    for role, offered in ((Role.COORDINATOR, True), (Role.WORKER, False)):
        page = await shown(story, await signed_in(roles=[role]))
        assert ("Надіслати ще раз" in page) == offered


async def test_looking_is_on_the_audit_trail(story: Any, staff: httpx.AsyncClient, database: Database) -> None:
    await explained(story, staff)
    async with database.reading() as session:
        rows = (await session.execute(text("select action from audit order by number"))).scalars().all()
    assert rows == ["explain_messages", "show_explanation"]


@pytest.mark.parametrize("minutes", [59, 60])
async def test_after_an_hour_nobody_sees_it(story: Any, staff: httpx.AsyncClient, minutes: int) -> None:
    with clock.set_to(story.now):
        asked = (await staff.post(URL, json={"contact": PHONE})).json()
    story.later(minutes=minutes)
    with clock.set_to(story.now):
        assert (await staff.get(f"{URL}/{asked['id']}")).status_code == (200 if minutes < 60 else 404)


async def test_nobody_else_sees_it(story: Any, signed_in: SignIn) -> None:
    who_asked, other = new_id(), new_id()
    person = await signed_in(id=who_asked, roles=[Role.WORKER])
    asked = (await person.post(URL, json={"contact": PHONE})).json()
    for who, status in ((who_asked, 200), (other, 404)):
        person = await signed_in(id=who, roles=[Role.COORDINATOR])
        assert (await person.get(f"{URL}/{asked['id']}")).status_code == status


async def test_it_knows_what_another_system_asked_for_and_what_became_of_it(
    asking: Asking, staff: httpx.AsyncClient
) -> None:
    await asking.register()
    await asking.ask({"phone": "067 123 45 67"})
    await asking.ask({"phone": "+380501112233", "email": None})
    await asking.work()
    answer = await explained(asking.story, staff)
    [asked] = answer["requests"]
    assert (answer["sign_ups"], asked["title_en"], asked["purpose"]) == ([], "Vinnytsia Water", "outage")
    assert [(one["channel"], one["status"]) for one in asked["messages"]] == [
        ("sms", "accepted"),
        ("email", "accepted"),
    ]
    page = await shown(asking.story, staff)
    for said in ("На прохання: Вінницяоблводоканал", "Відключення: вода", "Його прийняв SMS-шлюз."):
        assert said in page, said
    assert "Води не буде" not in page


async def test_what_others_asked_for_is_no_offices_to_know(asking: Asking, signed_in: SignIn) -> None:
    await asking.register()
    await asking.ask()
    await asking.work()
    worker = await signed_in(roles=[Role.WORKER], whole_network=False, offices=[new_id()])
    assert (await explained(asking.story, worker))["requests"] == []
    assert "Вінницяоблводоканал" not in await shown(asking.story, worker)


async def test_news_say_what_somebody_agreed_to_and_why_none_came(
    story: Any, staff: httpx.AsyncClient, reader: Reader
) -> None:
    await story.tell(office())
    own = await reader.subscribes(EMAIL, bulletins=True)
    await story.tell(scheduled(story, title="Хор"))
    while await story.run(plan_news):
        pass
    await reader.post(f"/api/notifications/v1{own}/unsubscribe", json={"List-Unsubscribe": "One-Click"})
    news = (await explained(story, staff, EMAIL))["news"]
    assert news["follows"] == []
    assert [(one["purpose"], one["status"], one["reason"]) for one in news["messages"]] == [
        ("news", "cancelled", "not_wanted"),
        ("opt_in", "accepted", None),
    ]
    page = await shown(story, staff, EMAIL)
    assert "Зараз згоди на новини немає: їх не надсилають." in page
    assert '<span lang="uk">Хор</span>' in page
    assert own not in page
    await reader.subscribes(EMAIL, bulletins=True, weekly=True)
    assert (await explained(story, staff, EMAIL))["news"]["follows"] == ["bulletins", "digest"]


async def test_what_somebody_follows_is_no_office_s_to_know(story: Any, reader: Reader, signed_in: SignIn) -> None:
    await story.tell(office())
    await reader.subscribes(EMAIL)
    worker = await signed_in(roles=[Role.WORKER], offices=[office().id], whole_network=False)
    assert (await explained(story, worker, EMAIL))["news"] is None
