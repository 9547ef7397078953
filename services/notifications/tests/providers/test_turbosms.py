"""TurboSMS: everything is 200, and what happened stands inside."""

import json
from typing import Any

import pytest
from liaison_notifications.providers.connections import Answer
from liaison_notifications.providers.provider import Sms
from liaison_notifications.providers.turbosms import TurboSms, _outcome

SMS = Sms("01990000-0000-7000-8000-000000000001", "+380671234567", "Зустріч о 18:00")

CERTAIN = {103, 104, 105, 106, 200, 201, 202, 203, 300, 301, 302, 303, 304, 305, 306, 400, 401, 403, 404, 405, 406}
CERTAIN |= {409, 410, 411, 412, 413, 415, 416, 421, 502}
"""What the documentation calls a refusal of the request, of the account or of the message."""


def said(status: int, body: bytes, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} X", f"content-length: {len(body)}", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def told(code: int, *recipients: dict[str, Any]) -> bytes:
    body = {"response_code": code, "response_status": "X", "response_result": list(recipients) or None}
    return said(200, json.dumps(body).encode())


def of_one(code: int, message_id: str | None = None) -> dict[str, Any]:
    return {"phone": "380671234567", "message_id": message_id, "response_code": code, "response_status": "X"}


@pytest.mark.parametrize(
    "answer, status, reason",
    [
        (told(800, of_one(0, "f83f8868")), "accepted", None),
        (told(801, of_one(0, "f83f8868")), "accepted", None),
        (told(507, of_one(0, "f83f8868")), "accepted", None),
        (told(802, of_one(404)), "failed", "refused 404"),
        (told(802, of_one(305)), "failed", "refused 305"),
        (told(413), "failed", "refused 413"),
        (told(203), "retry_wait", "refused 203"),
        (told(301), "retry_wait", "refused 301"),
        (told(502), "retry_wait", "refused 502"),
        (told(503), "unknown", "strange_answer 503"),
        (told(407), "unknown", "strange_answer 407"),
        (told(427), "unknown", "strange_answer 427"),
        (told(802, of_one(427)), "unknown", "strange_answer 427"),
        (told(777), "unknown", "strange_answer 777"),
        (told(-1), "unknown", "strange_answer -1"),
        (told(800), "unknown", "strange_answer 800"),
        (told(507), "unknown", "strange_answer 507"),
        (told(999), "unknown", "strange_answer 999"),
        (said(200, b"<html>"), "unknown", "strange_answer 200"),
        (said(502, b""), "unknown", "strange_answer 502"),
        (said(429, b"", "retry-after: 7"), "retry_wait", "refused 429"),
        (None, "unknown", "no_answer"),
    ],
    ids=str,
)
async def test_the_code_inside_decides(http: Any, answer: bytes | None, status: str, reason: str | None) -> None:
    http.answer = lambda _: answer
    provider = TurboSms(http.url, "t", "Vinnytsia")
    outcome = await provider.send(SMS, 5)
    assert (outcome.status, outcome.reason) == (status, reason)
    assert outcome.provider_id == ("f83f8868" if status == "accepted" else None)
    assert (outcome.costless, outcome.pause) == ((True, 7.0) if reason == "refused 429" else (False, 0.0))
    await provider.close()


def test_whatever_is_not_known_to_be_a_refusal_is_a_doubt() -> None:
    """It must not go to another provider: what a new code means is not known before it is listed."""
    for code in set(range(-1, 1000)) - CERTAIN:
        for answer in (told(code), told(802, of_one(code))):
            body = answer.partition(b"\r\n\r\n")[2]
            assert _outcome(Answer(200, {}, body)).status == "unknown", code


async def test_a_message_in_doubt_is_handed_over_again_under_the_same_id(http: Any) -> None:
    provider = TurboSms(http.url, "t", "Vinnytsia")
    http.answer = lambda _: None
    await provider.send(SMS, 5)
    http.answer = lambda _: told(507, of_one(0, "f83f8868"))
    outcome = await provider.ask(SMS.id, SMS)
    assert outcome is not None
    assert (outcome.status, outcome.provider_id) == ("accepted", "f83f8868")
    bodies = [json.loads(body) for body in http.bodies]
    assert [body["sequence_id"] for body in bodies] == [SMS.id, SMS.id]
    assert (bodies[0]["recipients"], bodies[0]["sms"]["text"]) == (["380671234567"], SMS.text)
    await provider.close()


@pytest.mark.parametrize("answer", [None, told(203), told(999), said(429, b"")], ids=str)
async def test_an_answer_about_the_second_time_alone_leaves_it_in_doubt(http: Any, answer: bytes | None) -> None:
    http.answer = lambda _: answer
    provider = TurboSms(http.url, "t", "Vinnytsia")
    assert await provider.ask(SMS.id, SMS) is None
    assert await provider.ask(SMS.id, None) is None
    await provider.close()


async def test_who_cannot_be_reached_has_no_message(http: Any) -> None:
    outcome = await TurboSms("http://127.0.0.1:1", "t", "Vinnytsia").send(SMS, 5)
    assert (outcome.status, outcome.reason) == ("retry_wait", "unreachable")
