"""SMS by an HTTP gateway that knows each message by our own id, so that it can be asked afterwards."""

import json
from collections.abc import Sequence
from contextlib import suppress

from liaison_notifications.model.sending.delivery import DeliveryStatus, Outcome, Reason
from liaison_notifications.model.sending.receipts import Said
from liaison_notifications.providers.connections import Answer, Connections, NoAnswer, NotWritten
from liaison_notifications.providers.provider import Heard, Sms, no_answer, unreachable
from liaison_notifications.providers.said import generic

STEP_SECONDS = 8.0
ACCEPTED, OK, NOT_FOUND, THROTTLED = 202, 200, 404, 429
OF_THIS_MESSAGE = {400, 413, 422}
"""Refusals that sending again cannot change."""
OF_OURSELVES = {401, 402, 403, 404, 405, 411, 415, 431}
"""Our token, our money, our way of asking: somebody will mend it. What is listed nowhere here may have been sent, 408
and 409 (it has such a message?) among them, and everything from 500."""
LONGEST_PAUSE = 60.0


class GenericHttp:
    """`POST {url}/messages` answers 202; `GET {url}/messages/{id}` says whether it has one."""

    askable = True

    def __init__(self, url: str, token: str, sender: str) -> None:
        self._connections = Connections(url, {"authorization": f"Bearer {token}"})
        self._sender = sender

    async def send(self, message: Sms, seconds: float) -> Outcome:
        body = {"id": message.id, "to": message.to, "text": message.text, "sender": self._sender}
        content = json.dumps(body, ensure_ascii=False).encode()
        try:
            answer = await self._connections.request("POST", "/messages", content, min(seconds, STEP_SECONDS))
        except NotWritten:
            return unreachable()
        except NoAnswer:
            return no_answer()
        return _outcome(answer, message.id)

    async def ask(self, message_id: str, _: Sms | None) -> Outcome | None:
        try:
            answer = await self._connections.request("GET", f"/messages/{message_id}", seconds=STEP_SECONDS)
        except (NotWritten, NoAnswer):
            return None
        if answer.status == NOT_FOUND:
            return Outcome(DeliveryStatus.RETRY_WAIT, Reason.NEVER_RECEIVED)
        # A page that answers 200 to anything must not turn a lost message into an accepted one.
        if answer.status == OK and message_id.encode() in answer.body:
            return Outcome(DeliveryStatus.ACCEPTED, provider_id=message_id)
        return None

    async def poll(self, provider_ids: Sequence[str]) -> list[Said]:
        found = []
        for one in provider_ids:
            with suppress(NotWritten, NoAnswer, ValueError):
                answer = await self._connections.request("GET", f"/messages/{one}", seconds=STEP_SECONDS)
                if answer.status == OK:
                    found += [each for each in generic(json.loads(answer.body)) if each.message == one]
        return found

    def heard(self) -> Heard:
        return Heard()

    async def close(self) -> None:
        await self._connections.close()


def _outcome(answer: Answer, message_id: str) -> Outcome:
    code = answer.status
    if code == ACCEPTED:
        return Outcome(DeliveryStatus.ACCEPTED, provider_id=message_id)
    if code in OF_THIS_MESSAGE:
        return Outcome(DeliveryStatus.FAILED, f"{Reason.REFUSED} {code}")
    if code == THROTTLED:
        pause = pause_wanted(answer)
        return Outcome(DeliveryStatus.RETRY_WAIT, f"{Reason.REFUSED} {code}", costless=True, pause=pause)
    if code in OF_OURSELVES:
        return Outcome(DeliveryStatus.RETRY_WAIT, f"{Reason.REFUSED} {code}")
    return Outcome(DeliveryStatus.UNKNOWN, f"{Reason.STRANGE_ANSWER} {code}")


def pause_wanted(answer: Answer) -> float:
    """Seconds of Retry-After; 0 if it names none, or a date."""
    wanted = answer.headers.get("retry-after", "")
    return min(float(wanted), LONGEST_PAUSE) if wanted.isdecimal() else 0.0
