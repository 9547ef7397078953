"""The generic gateway: knows each message by the sender's own id, and says what it has."""

import json
from functools import partial

from liaison_local.gateways.http1 import Connection, Later, Reply, Request
from liaison_local.gateways.listener import Listener
from liaison_local.gateways.over_http import OverHttp, patience
from liaison_local.gateways.received import Message
from liaison_local.gateways.script import Does, Rule

BEHIND = "/messages"


class Generic(OverHttp):
    """`POST …/messages` and `GET …/messages/{id}`, under any path."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.listener = Listener(partial(Connection, self.handle), port)

    def handle(self, request: Request) -> Reply | Later:
        if not request.headers.get("authorization", "").startswith("Bearer "):
            return _said(401, {"error": "a bearer token is missing"})
        head, _, message_id = request.path.rpartition("/")
        if request.method == "GET" and head.endswith(BEHIND):
            return self._tell(message_id)
        if request.method == "POST" and request.path.endswith(BEHIND):
            return self._comes(json.loads(request.body))
        return _said(404, {"error": "nothing is here"})

    def _tell(self, message_id: str) -> Reply:
        self.received.asked += 1
        if self.director.script.silent:
            return _said(503, {"error": "ask later"})
        if self.received.first(message_id) is None:
            return _said(404, {"error": "never received"})
        return _said(200, {"id": message_id, "status": "accepted"})

    def _comes(self, body: dict[str, str]) -> Reply | Later:
        message = Message(body["id"], body["id"], body["to"], body["text"], body.get("sender", ""))
        return self.do(message)

    def accept(self, message: Message) -> tuple[Reply, bool]:
        self.take(message)
        return _said(202, {"id": message.id, "status": "accepted"}), True

    def lie(self, rule: Rule) -> Reply:
        return _said(rule.code or 502, {"error": "a lie"})

    def refuse(self, rule: Rule) -> Reply:
        if rule.does == Does.THROTTLE:
            return patience(rule, rule.code or 429)
        return _said(rule.code or 503, {"error": "as the script says"})


def _said(status: int, body: dict[str, str]) -> Reply:
    return Reply(status, json.dumps(body).encode(), {"content-type": "application/json"})
