"""TurboSMS's shape (https://turbosms.ua/en/api.html): HTTP 200 whatever happens, and what happened in `response_code`.

A `sequence_id` that was taken is answered with 507 and what was said the first time, and not sent again.
"""

import json
import uuid
from functools import partial
from typing import Any

from liaison_local.gateways.http1 import Connection, Later, Reply, Request
from liaison_local.gateways.listener import Listener
from liaison_local.gateways.over_http import OverHttp, patience
from liaison_local.gateways.received import Message
from liaison_local.gateways.script import Does, Rule

SENT, DUPLICATE, NO_SUCH_MESSAGE, NO_TOKEN, NOT_SENT = 800, 507, 414, 103, 503
NAMES = {0: "OK", SENT: "SUCCESS_MESSAGE_ACCEPTED", DUPLICATE: "DUPLICATE", NO_SUCH_MESSAGE: "NOT_ALLOWED_MESSAGE_ID"}
STATUSES = {"sent": "Sent", "delivered": "Delivered", "undelivered": "Undelivered"}


class TurboSms(OverHttp):
    """`POST …/message/send.json` and `POST …/message/status.json`."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.listener = Listener(partial(Connection, self.handle), port)
        self._by_provider_id: dict[str, Message] = {}

    def receipt(self, message: Message, status: str) -> Any:
        return {"message_id": message.provider_id, "recipient": message.to, "status": STATUSES[status], "type": "sms"}

    def handle(self, request: Request) -> Reply | Later:
        if not request.headers.get("authorization"):
            return _told(NO_TOKEN)
        body = json.loads(request.body or b"{}")
        if request.path.endswith("/message/status.json"):
            return self._statuses(body.get("messages", []))
        return self._comes(body)

    def _statuses(self, provider_ids: list[str]) -> Reply:
        self.received.asked += 1
        if self.director.script.silent:
            return _told(NOT_SENT)
        found: list[dict[str, Any]] = []
        for one in provider_ids:
            message = self._by_provider_id.get(one)
            said = {"recipient": message.to, "status": "Delivered", "type": "sms"} if message else {}
            found.append({"message_id": one, **_code(0 if message else NO_SUCH_MESSAGE), **said})
        return _told(0, found)

    def _comes(self, body: dict[str, Any]) -> Reply | Later:
        text, sender, to = body["sms"]["text"], body["sms"].get("sender", ""), str(body["recipients"][0])
        message = Message(body.get("sequence_id") or str(uuid.uuid4()), str(uuid.uuid4()), to, text, sender)
        return self.do(message)

    def accept(self, message: Message) -> tuple[Reply, bool]:
        """Once-only always: that is what the real one promises of a `sequence_id`."""
        first = self.received.first(message.id)
        if first:
            self.received.repeated += 1
            return _told(DUPLICATE, [_of(first)]), False
        self.take(message)
        self._by_provider_id[message.provider_id] = message
        return _told(SENT, [_of(message)]), True

    def lie(self, rule: Rule) -> Reply:
        return _told(rule.code or 999)

    def refuse(self, rule: Rule) -> Reply:
        # 429 comes of what stands before the service: the only answer that is not 200.
        return patience(rule, 429) if rule.does == Does.THROTTLE else _told(rule.code or NOT_SENT)


def _of(message: Message) -> dict[str, Any]:
    return {"phone": message.to, "message_id": message.provider_id, **_code(0)}


def _code(code: int) -> dict[str, Any]:
    return {"response_code": code, "response_status": NAMES.get(code, "AS_THE_SCRIPT_SAYS")}


def _told(code: int, result: list[dict[str, Any]] | None = None) -> Reply:
    body = json.dumps({**_code(code), "response_result": result}).encode()
    return Reply(200, body, {"content-type": "application/json"})
