"""What is left to do after subscribing."""

from services.notifications.tests.conftest import EMAIL, PHONE
from services.notifications.tests.subscribing import Reader


async def test_a_wrong_code_is_said_beside_its_field(reader: Reader) -> None:
    place = (await reader.asks(PHONE)).headers["location"]
    assert "Введіть шість цифр" in (await reader.get(place)).text
    wrong = await reader.post(f"{place}/confirmation", data={"_page": place, "code": "12"})
    assert wrong.status_code == 422
    assert "Це не той код, який ми надіслали." in wrong.text


async def test_who_gave_an_email_is_led_to_their_inbox(reader: Reader) -> None:
    place = (await reader.asks(EMAIL)).headers["location"]
    page = (await reader.get(place)).text
    assert "Перевірте пошту" in page
    assert EMAIL not in page


async def test_after_48_hours_nothing_is_there(reader: Reader) -> None:
    place = (await reader.asks(EMAIL)).headers["location"]
    reader.story.later(hours=48)
    assert (await reader.get(place)).status_code == 404
