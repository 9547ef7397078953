"""The generic gateway: knows each message by the sender's own id, and says what it has."""

import json
from functools import partial

from liaison_local.gateways.gateway import Gateway
from liaison_local.gateways.http1 import Connection, Later, Reply, Request
from liaison_local.gateways.listener import Listener
from liaison_local.gateways.received import Message
from liaison_local.gateways.script import Does, Rule

EARLY_SECONDS = 0.3
BEHIND = "/messages"


class Generic(Gateway):
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
        rule = self.comes(message.to)
        if rule is None:
            return self._taken(message)
        if rule.does == Does.WAIT:
            return Later(rule.seconds, partial(self._taken, message))
        if rule.does in {Does.ACCEPT_AND_CUT, Does.ACCEPT_AND_SAY, Does.ACCEPT_AND_WAIT}:
            reply = self._taken(message)
            return Later(rule.seconds, lambda: reply) if rule.does == Does.ACCEPT_AND_WAIT else _lie(rule)
        self.received.refused += 1
        if rule.does == Does.THROTTLE:
            return Reply(rule.code or 429, headers={"retry-after": f"{max(rule.seconds, 1):.0f}"})
        return Reply(cut=True) if rule.does == Does.CUT else _said(rule.code or 503, {"error": "as the script says"})

    def _taken(self, message: Message) -> Reply | Later:
        self.take(message)
        reply = _said(202, {"id": message.id, "status": "accepted"})
        return Later(EARLY_SECONDS, lambda: reply) if self.posting.is_early(self.director) else reply


def _lie(rule: Rule) -> Reply:
    return Reply(cut=True) if rule.does == Does.ACCEPT_AND_CUT else _said(rule.code or 502, {"error": "a lie"})


def _said(status: int, body: dict[str, str]) -> Reply:
    return Reply(status, json.dumps(body).encode(), {"content-type": "application/json"})
