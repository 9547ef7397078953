"""Providers in the settings: the old single ones are the first, and what is wrong is named, never shown."""

from typing import Any

import pytest
from liaison_kit.settings import complaints
from liaison_notifications.settings import NotificationsSettings
from pydantic import ValidationError

NEEDED = {"DATABASE_URL": "postgresql://x", "KAFKA_BOOTSTRAP_SERVERS": "x:1", "sealing_key_file": "/tmp/key"}


def settings(**more: Any) -> NotificationsSettings:
    return NotificationsSettings(**(NEEDED | more))


def test_the_single_settings_are_one_provider_of_each_channel() -> None:
    found = settings(
        sms_gateway_token="t/k@n", sms_gateway_url="https://sms.example/v1", smtp_url="smtp://u:p@mail:587"
    )
    ((sms,), (mail,)) = found.sms_addresses, found.mail_addresses
    assert (sms.name, sms.http, sms.token, sms.sender) == (
        "sms.example",
        "https://sms.example/v1",
        "t/k@n",
        "Vinnytsia",
    )
    assert (mail.name, mail.url) == ("mail:587", "smtp://u:p@mail:587")


def test_the_password_of_the_mail_server_may_come_by_itself_as_a_file_does() -> None:
    found = settings(sms_gateway_token="t", smtp_url="smtps://office%40city@mail:465", smtp_password="p/w@1:2")
    [mail] = found.mail_addresses
    assert mail.url == "smtps://office%40city:p%2Fw%401%3A2@mail:465"
    assert mail.token == "p/w@1:2"


@pytest.mark.parametrize("user", ["office@city.example", "office@city.example:"])
def test_a_user_of_the_mail_server_may_be_called_by_an_email_address_as_it_is(user: str) -> None:
    [mail] = settings(sms_gateway_token="t", smtp_url=f"smtp://{user}@mail:587", smtp_password="hush").mail_addresses
    assert mail.url == "smtp://office@city.example:hush@mail:587"
    assert (mail.name, mail.token) == ("mail:587", "hush")


def test_more_of_them_follow_with_weights_and_rates() -> None:
    found = settings(
        sms_gateway_token="t",
        sms_providers="turbosms://key@api.turbosms.ua?rate=20&weight=3 smpp://id:pw@smsc:2775?name=reserve&sender=4321",
        smtp_relays="smtps://u:p@relay?connections=4",
    )
    assert [(each.name, each.weight, each.rate) for each in found.sms_addresses] == [
        ("127.0.0.1:8100", 1, 0),
        ("api.turbosms.ua", 3, 20),
        ("reserve", 1, 0),
    ]
    assert (found.sms_addresses[1].http, found.sms_addresses[1].token) == ("https://api.turbosms.ua", "key")
    # The default of the single setting is for one's own machine: where relays are named, it is none of them.
    assert [(each.name, each.connections) for each in found.mail_addresses] == [("relay", 4)]


@pytest.mark.parametrize(
    "wrong, complaint",
    [
        ({}, "LIAISON_SMS_PROVIDERS: name at least one provider, or set LIAISON_SMS_GATEWAY_TOKEN"),
        (
            {"sms_providers": "ftp://hush@x"},
            "LIAISON_SMS_PROVIDERS: address 1: it must begin with http://",
        ),
        ({"sms_providers": "turbosms://hush@"}, "LIAISON_SMS_PROVIDERS: address 1: it names no host"),
        ({"sms_providers": "smpp://a:hush@x:99999"}, "address 1: its port must be a number up to 65535"),
        ({"sms_providers": "smpp://a:hush@x?rate=fast"}, "address 1: ?rate= must be a number above -1"),
        ({"sms_providers": "smpp://a:hush@x?speed=1"}, "address 1: ?speed= is not known"),
        ({"sms_providers": "smpp://a:hush@x?sender=MuchTooLongAName"}, "address 1: ?sender= must have 1 to 11"),
        ({"sms_providers": "smpp://a:hush@x smpp://b:hush@x"}, "x is there twice: give each a ?name= of its own"),
        ({"sms_providers": "smpp://a:hush@x?receipts=short"}, "address 1: ?receipts= must have at least 22 letters"),
        ({"sms_providers": "smpp://a:hush@x?poll=-1"}, "address 1: ?poll= must be a number"),
        ({"bounce_address": "b@liaison.example"}, "LIAISON_BOUNCE_ADDRESS needs one of at least 22"),
        ({"bounce_address": "B+x@liaison.example"}, "LIAISON_BOUNCE_ADDRESS: String should match pattern"),
        ({"sms_inbound_number": "1234"}, "LIAISON_SMS_INBOUND_NUMBER needs one of at least 22"),
        (
            {"sms_inbound_number": "1234", "sms_providers": "smpp://a:hush@x turbosms://hush@y"},
            "LIAISON_SMS_INBOUND_NUMBER needs one of at least 22",
        ),
        ({"bounce_mailbox": "imap://u:hush@x"}, "LIAISON_BOUNCE_MAILBOX: it must begin with pop3://"),
        ({"smtp_password": "hush"}, "LIAISON_SMTP_PASSWORD: LIAISON_SMTP_URL must name the user"),
        ({"smtp_password": "hush", "smtp_url": "smtp://u:hush@a"}, "LIAISON_SMTP_PASSWORD: LIAISON_SMTP_URL must name"),
        ({"smtp_relays": "smtp://u:hush@a http://b"}, "LIAISON_SMTP_RELAYS: address 2: it must begin"),
    ],
    ids=lambda value: str(value) if isinstance(value, str) else "",
)
def test_what_is_wrong_is_named_and_no_secret_is_shown(wrong: dict[str, str], complaint: str) -> None:
    with pytest.raises(ValidationError) as refused:
        settings(**wrong if "sms_providers" in wrong or not wrong else {"sms_gateway_token": "t"} | wrong)
    lines = "\n".join(complaints(refused.value, NotificationsSettings))
    assert complaint in lines
    assert "hush" not in lines


def test_answers_that_come_over_a_session_alone_need_no_secret() -> None:
    assert settings(sms_inbound_number="1234", sms_providers="smpp://a:b@x smpps://a:b@y").sms_inbound_number == "1234"
