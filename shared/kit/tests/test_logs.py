"""Logs name what happened and hide who it happened to."""

import json
import logging

import pytest
import structlog
from liaison_kit.running import logs


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]):
    structlog.reset_defaults()
    logs.configure("events", "api")

    def read() -> list[dict[str, str]]:
        captured = capsys.readouterr()
        return [json.loads(line) for line in (captured.out + captured.err).splitlines()]

    return read


@pytest.mark.parametrize("field", ["name", "phone", "email", "text", "body"])
def test_fields_that_hold_people_are_hidden(lines, field: str) -> None:
    structlog.get_logger().info("sign_up.confirmed", **{field: "Оксана Петренко"})
    [line] = lines()
    assert line[field] == logs.HIDDEN


def test_addresses_and_numbers_are_hidden_wherever_they_stand(lines) -> None:
    structlog.get_logger().info("message.failed", error="no route to oksana@example.com or +380 67 123 45 67")
    [line] = lines()
    assert line["error"] == f"no route to {logs.HIDDEN} or {logs.HIDDEN}"


def test_addresses_inside_a_traceback_are_hidden(lines) -> None:
    try:
        raise ValueError("oksana@example.com")
    except ValueError as error:
        structlog.get_logger().error("message.failed", exc_info=error)
    assert "oksana@example.com" not in json.dumps(lines())


def test_rows_that_postgresql_shows_are_hidden(lines) -> None:
    error = "constraint\nDETAIL:  Failing row contains (1, Оксана Петренко).\n[SQL: insert]"
    structlog.get_logger().error("request.failed", error=error)
    [line] = lines()
    assert line["error"] == f"constraint\nDETAIL: {logs.HIDDEN}\n[SQL: insert]"


def test_a_developer_may_have_lines_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.reset_defaults()
    logs.configure("events", "api", "console")
    structlog.get_logger().error("request.failed", path="/offices")
    said = capsys.readouterr().out
    assert "request.failed" in said
    assert "/offices" in said
    assert not said.startswith("{")


def test_other_libraries_lines_pass_the_same_redaction() -> None:
    logs.configure("events", "api")
    [handler] = [one for one in logging.getLogger().handlers if one.get_name() == logs.HANDLER]
    line = logging.LogRecord("aiosmtplib", logging.WARNING, "", 0, "rejected %s", ("oksana@example.com",), None)
    assert json.loads(handler.format(line))["event"] == f"rejected {logs.HIDDEN}"


def test_a_library_that_repeats_itself_is_heard_once() -> None:
    logs.configure("events", "api")
    [handler] = [one for one in logging.getLogger().handlers if one.get_name() == logs.HANDLER]
    lines = [
        logging.LogRecord("aiokafka", logging.ERROR, "", 0, message, (node,), None)
        for message in ("Unable to connect to %s", "Unable to update metadata from %s")
        for node in range(3)
    ]
    assert [bool(handler.filter(line)) for line in lines] == [True, False, False, True, False, False]


TOKEN = "q0S_8tGvJ3nX-4rB7yKdW2mZ6cHfLpQeUaToIsVxYzA"


@pytest.mark.parametrize(
    "text",
    [
        f"GET /sign-ups/{TOKEN} broke",
        f"https://liaison.example/sign-ups/{TOKEN}/cancellation?lang=en",
        f"GET /messages/unsubscribe?lang=uk&token={TOKEN}",
        f"GET /sign-in/callback?code={TOKEN}&state={TOKEN}",
        f"authorization: Bearer {TOKEN}",
        f"refused Bearer {TOKEN}",
        f"headers were {{'cookie': '__Host-liaison={TOKEN}; a=b'}}",
        f"[(b'authorization', b'Bearer {TOKEN}')]",
        f"Set-Cookie: liaison_staff={TOKEN}; Path=/",
        f"postgresql://registry:{TOKEN}@db:5432/registry",
        f"session eyJhbGciOiJFZERTQSJ9.{TOKEN}.{TOKEN}",
    ],
)
def test_what_opens_something_is_hidden_wherever_it_stands(lines, text: str) -> None:
    structlog.get_logger().error("request.failed", error=text, seen=[text, {"deep": text.encode()}])
    assert TOKEN not in json.dumps(lines())


@pytest.mark.parametrize("field", ["authorization", "set_cookie", "staff_token", "new_password", "client_secret"])
def test_fields_that_hold_secrets_are_hidden(lines, field: str) -> None:
    structlog.get_logger().info("request.failed", **{field: "short"})
    [line] = lines()
    assert line[field] == logs.HIDDEN


def test_files_and_addresses_without_secrets_stay_readable(lines) -> None:
    text = 'File "/srv/liaison/migrations_of_the_kit/show_cso_registration_form.py", line 3, at /events/new?page=2'
    path = "/api/events/v1/events/019316c4-11d6-7b4f-8d5e-1a1b1c1d1e1f/sign-ups"
    structlog.get_logger().info("request.failed", error=text, path=path, topics_created=["liaison.events.EventHeld"])
    [line] = lines()
    assert (line["error"], line["path"], line["topics_created"]) == (text, path, ["liaison.events.EventHeld"])


def test_ids_stay_readable(lines) -> None:
    fact_id = "019316c4-11d6-7b4f-8d5e-111111111111"
    structlog.get_logger().info("fact.applied", fact_id=fact_id)
    [line] = lines()
    assert (line["fact_id"], line["service"]) == (fact_id, "events")


def test_a_line_of_prose_is_refused(lines) -> None:
    with pytest.raises(ValueError, match=r"noun\.verb"):
        structlog.get_logger().info("Something happened to a sign-up")
