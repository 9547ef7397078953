"""Receipts as providers write them: what they say, and what of them may be kept."""

from typing import Any

import pytest
from liaison_notifications.providers import said
from liaison_notifications.providers.said import NoReceipt

SMPP_TEXT = (
    "id:0000000161 sub:001 dlvrd:001 submit date:2605150900 done date:2605150901 stat:DELIVRD err:000 text:Ваш код"
)


@pytest.mark.parametrize(
    "status, says",
    [
        ("delivered", "delivered"),
        ("Read", "delivered"),
        ("DELIVRD", "delivered"),
        ("Undelivered", "undelivered"),
        ("REJECTD", "undelivered"),
        ("Expired", "not_reached"),
        ("sent", "under_way"),
        ("Queued", "under_way"),
        ("whatever comes next year", "under_way"),
        ("", "under_way"),
    ],
)
def test_what_is_not_known_to_be_final_is_under_way(status: str, says: str) -> None:
    assert said.says(status) == says


def test_one_or_many_come_at_once() -> None:
    one = {"id": "007", "status": "delivered"}
    assert [each.message for each in said.generic(one)] == ["007"]
    assert [each.message for each in said.generic([one, one | {"id": 7}])] == ["007", "7"]


def test_turbosms_tells_of_many_within_an_answer_and_leaves_out_what_it_does_not_know() -> None:
    known = {"message_id": "f83f8868", "response_code": 0, "recipient": "380671234567", "status": "Delivered"}
    unknown = {"message_id": "2d80c1c0", "response_code": 414, "response_status": "NOT_ALLOWED_MESSAGE_ID"}
    told = {"response_code": 0, "response_status": "OK", "response_result": [unknown, known]}
    assert [(each.message, each.says) for each in said.turbosms(told)] == [("f83f8868", "delivered")]
    assert [each.message for each in said.turbosms(known)] == ["f83f8868"]


@pytest.mark.parametrize("body", ["x", 7, None, [{}], {"id": ""}, {"id": True}, {"id": "x" * 101}, [{"id": "1"}, 2]])
def test_what_names_no_message_is_none(body: Any) -> None:
    with pytest.raises(NoReceipt):
        said.generic(body)


def test_smpp_says_it_in_a_text_or_beside_it() -> None:
    told = said.smpp(SMPP_TEXT, {})
    assert (told.message, told.says, told.code) == ("0000000161", "delivered", "000")
    beside = said.smpp("", {"id": "A1", "stat": "UNDELIV"}, 2, 3)
    assert (beside.message, beside.says, beside.part, beside.parts) == ("A1", "undelivered", 2, 3)
    with pytest.raises(NoReceipt):
        said.smpp("stat:DELIVRD", {})


def test_of_a_person_nothing_is_kept() -> None:
    body = {
        "id": "1",
        "status": "delivered",
        "to": "+380671234567",
        "text": "Ваш код 1234",
        "code": "call 067 123 45 67",
        "+380671234567": "x",
    }
    (told,) = said.generic(body)
    assert told.raw == {"status": "delivered", "code": "?", "others": ["?", "text", "to"]}
    assert told.code == "?"
    assert "код" not in str(said.smpp(SMPP_TEXT, {}).raw)
