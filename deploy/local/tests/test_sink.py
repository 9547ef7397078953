"""The sink keeps what it acknowledged, counts what it got, and shows it."""

import smtplib
from collections.abc import Callable, Iterator
from email.message import EmailMessage

import httpx
import pytest
from liaison_local.home import Home
from liaison_local.ports import Ports, free_port
from liaison_local.services import sink
from liaison_local.supervising.process import Process

TOKEN = {"Authorization": "Bearer any"}
SMS = {"id": "m-1", "to": "+380501234567", "text": "Зустріч о 18:00", "sender": "Liaison"}


@pytest.fixture
def ports() -> Ports:
    return Ports(0, 0, {"sink": free_port(set()), "smtp": free_port(set())})


@pytest.fixture
def process(home: Home, ports: Ports) -> Iterator[Process]:
    running = Process(sink(home, ports))
    running.start_and_wait()
    yield running
    running.stop()


@pytest.fixture
def client(process: Process, ports: Ports) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"http://127.0.0.1:{ports.inner['sink']}", headers=TOKEN) as made:
        yield made


@pytest.fixture
def send_mail(process: Process, ports: Ports) -> Callable[[], None]:
    def send() -> None:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "office@example.org", "olena@example.org", "Запрошення"
        message.set_content("Приходьте!\n")
        message.add_alternative("<p>Приходьте!</p>", subtype="html")
        message.add_attachment("BEGIN:VCALENDAR", subtype="calendar", filename="зустріч.ics")
        with smtplib.SMTP("127.0.0.1", ports.inner["smtp"]) as server:
            server.send_message(message)

    return send


def test_an_empty_sink_says_so(client: httpx.Client) -> None:
    page = client.get("/").text
    assert "Листів ще немає" in page
    assert "No SMS yet" in page


def test_a_mail_is_shown_with_headers_text_and_attachments(client: httpx.Client, send_mail) -> None:
    send_mail()
    (mail,) = client.get("/api/mails").json()
    assert mail["subject"] == "Запрошення"
    assert mail["to"] == ["olena@example.org"]
    assert mail["headers"]["From"] == "office@example.org"
    assert mail["text"] == "Приходьте!\n"
    assert "<p>Приходьте!</p>" in mail["html"]
    (attachment,) = mail["attachments"]
    assert (attachment["filename"], attachment["content_type"]) == ("зустріч.ics", "text/calendar")
    assert attachment["text"].startswith("BEGIN:VCALENDAR")
    page = client.get("/").text
    assert "Запрошення" in page
    assert "зустріч.ics" in page
    assert "&lt;p&gt;Приходьте!" in page


def test_an_sms_sent_twice_is_kept_twice(client: httpx.Client) -> None:
    for _ in range(2):
        answer = client.post("/sms/messages", json=SMS)
        assert (answer.status_code, answer.json()) == (202, {"id": "m-1", "status": "accepted"})
    kept = client.get("/api/sms").json()
    assert [{name: message[name] for name in SMS} for message in kept] == [SMS, SMS]


def test_an_unsure_sender_can_ask(client: httpx.Client) -> None:
    assert client.get("/sms/messages/m-1").status_code == 404
    client.post("/sms/messages", json=SMS)
    assert client.get("/sms/messages/m-1").json() == {"id": "m-1", "status": "delivered"}


@pytest.mark.parametrize("wrong", [{"to": "0501234567"}, {"text": ""}, {"id": ""}])
def test_an_sms_that_cannot_be_sent_is_refused(client: httpx.Client, wrong: dict[str, str]) -> None:
    assert client.post("/sms/messages", json=SMS | wrong).status_code == 422
    assert client.get("/api/sms").json() == []


def test_a_sender_without_a_token_is_refused(client: httpx.Client) -> None:
    assert client.post("/sms/messages", json=SMS, headers={"Authorization": ""}).status_code == 401


def test_what_was_acknowledged_survives_a_kill(process: Process, client: httpx.Client, send_mail) -> None:
    send_mail()
    client.post("/sms/messages", json=SMS)
    process.kill()
    process.start_and_wait()
    assert len(client.get("/api/mails").json()) == 1
    assert len(client.get("/api/sms").json()) == 1


def test_messages_can_be_cleared(client: httpx.Client, send_mail) -> None:
    send_mail()
    client.post("/sms/messages", json=SMS)
    assert client.delete("/api/messages").status_code == 204
    assert client.get("/api/mails").json() == client.get("/api/sms").json() == []
