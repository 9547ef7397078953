"""SMS by TurboSMS (https://turbosms.ua/en/api.html): always HTTP 200, and what happened stands in `response_code`.

A request with a `sequence_id` is carried out once: a message in doubt is handed over again under the same one, to this
provider alone, and the answer is that of the first time.
"""

import json
from collections.abc import Sequence
from typing import Any

from liaison_notifications.model.sending.delivery import DeliveryStatus, Outcome, Reason
from liaison_notifications.model.sending.receipts import Said
from liaison_notifications.providers.connections import Answer, Connections, NoAnswer, NotWritten
from liaison_notifications.providers.generic_http import THROTTLED, pause_wanted
from liaison_notifications.providers.provider import Heard, Sms, no_answer, unreachable
from liaison_notifications.providers.said import turbosms

STEP_SECONDS = 8.0
OK = 200
DUPLICATE = 507
TAKEN = {0, 800, 801, 802, 803}
"""Queued or sent; 802 and 803 for some recipients, of whom we name one: its own code decides."""
OF_OURSELVES = {103, 104, 105, 106, 200, 203, 300, 301, 302, 400, 401, 415, 421, 502}
"""The request, the account, its money or its name as a sender: somebody will mend it."""
OF_THIS_MESSAGE = {201, 202, 303, 304, 305, 306, 403, 404, 405, 406, 409, 410, 411, 412, 413, 416}
"""Its text or its recipient: sending again cannot change them.

Whatever is in neither may have been sent: 407 and 427 say that they have such a message, 503 that sending it failed,
at which step is not said; and a code that is new tomorrow must not bring anybody two messages today.
"""


class TurboSms:
    """An account with TurboSMS."""

    askable = True

    def __init__(self, url: str, token: str, sender: str) -> None:
        self._connections = Connections(url, {"authorization": f"Bearer {token}"})
        self._sender = sender

    async def send(self, message: Sms, seconds: float) -> Outcome:
        body = {
            "recipients": [message.to.removeprefix("+")],
            "sms": {"sender": self._sender, "text": message.text},
            "sequence_id": message.id,
        }
        content = json.dumps(body, ensure_ascii=False).encode()
        try:
            answer = await self._connections.request("POST", "/message/send.json", content, min(seconds, STEP_SECONDS))
        except NotWritten:
            return unreachable()
        except NoAnswer:
            return no_answer()
        return _outcome(answer)

    async def ask(self, _: str, message: Sms | None) -> Outcome | None:
        if message is None:
            return None
        outcome = await self.send(message, STEP_SECONDS)
        if outcome.status == DeliveryStatus.ACCEPTED:
            return outcome
        # Refused for what it is, it was not taken the first time either: the next attempt says so in its own name.
        # Any other refusal is about this request and says nothing of the first.
        if outcome.status == DeliveryStatus.FAILED:
            return Outcome(DeliveryStatus.RETRY_WAIT, Reason.NEVER_RECEIVED)
        return None

    async def poll(self, provider_ids: Sequence[str]) -> list[Said]:
        content = json.dumps({"messages": list(provider_ids)}).encode()
        try:
            answer = await self._connections.request("POST", "/message/status.json", content, STEP_SECONDS)
            return turbosms(json.loads(answer.body)) if answer.status == OK else []
        except (NotWritten, NoAnswer, ValueError):
            return []

    def heard(self) -> Heard:
        return Heard()

    async def close(self) -> None:
        await self._connections.close()


def _outcome(answer: Answer) -> Outcome:
    if answer.status == THROTTLED:  # of what stands before the service
        pause = pause_wanted(answer)
        return Outcome(DeliveryStatus.RETRY_WAIT, f"{Reason.REFUSED} {THROTTLED}", costless=True, pause=pause)
    try:
        told = json.loads(answer.body) if answer.status == OK else None
    except ValueError:
        told = None
    code = told.get("response_code") if isinstance(told, dict) else None
    if not isinstance(told, dict) or not isinstance(code, int):
        return Outcome(DeliveryStatus.UNKNOWN, f"{Reason.STRANGE_ANSWER} {answer.status}")
    ours = _of_the_recipient(told)
    if code in TAKEN or code == DUPLICATE:
        if ours.get("message_id"):
            return Outcome(DeliveryStatus.ACCEPTED, provider_id=str(ours["message_id"]))
        code = ours.get("response_code") or code
    if code in OF_OURSELVES:
        return Outcome(DeliveryStatus.RETRY_WAIT, f"{Reason.REFUSED} {code}")
    if code in OF_THIS_MESSAGE:
        return Outcome(DeliveryStatus.FAILED, f"{Reason.REFUSED} {code}")
    return Outcome(DeliveryStatus.UNKNOWN, f"{Reason.STRANGE_ANSWER} {code}")


def _of_the_recipient(told: dict[str, Any]) -> dict[str, Any]:
    """What it says of the one number; in the result of an earlier request the answer may stand whole."""
    result = told.get("response_result")
    if isinstance(result, dict):
        result = result.get("response_result", [result])
    return result[0] if isinstance(result, list) and result and isinstance(result[0], dict) else {}
