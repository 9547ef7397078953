"""SMS by an HTTP gateway that knows each message by our own id, so that it can be asked afterwards."""

import asyncio
import functools
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from liaison_notifications.model.delivery import DeliveryStatus, Outcome, Reason
from liaison_notifications.settings import NotificationsSettings

STEP_SECONDS = 8
CERTAINLY_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
OF_THIS_MESSAGE = {400, 413, 422}
"""Refusals that sending again cannot change."""
MAY_HAVE_ACTED = {408}


@functools.cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()


class SmsGateway:
    """The gateway, for one round of messages."""

    def __init__(self, client: httpx.AsyncClient, sender: str) -> None:
        self._client = client
        self._sender = sender

    async def send(self, message_id: str, to: str, text: str, seconds: float) -> Outcome:
        """Sends one message, `to` in E.164, within `seconds`."""
        body = {"id": message_id, "to": to, "text": text, "sender": self._sender}
        try:
            async with asyncio.timeout(seconds):
                answer = await self._client.post("/messages", json=body)
        except CERTAINLY_NOT_SENT:
            return Outcome(DeliveryStatus.RETRY_WAIT, Reason.UNREACHABLE)
        except (httpx.TransportError, httpx.DecodingError, TimeoutError):
            return Outcome(DeliveryStatus.UNKNOWN, Reason.NO_ANSWER)
        return _outcome(answer.status_code, message_id)

    async def ask(self, message_id: str) -> Outcome | None:
        """Whether the gateway has this message; None if it does not say."""
        try:
            answer = await self._client.get(f"/messages/{message_id}")
        except (httpx.TransportError, httpx.DecodingError):
            return None
        if answer.status_code == httpx.codes.NOT_FOUND:
            return Outcome(DeliveryStatus.RETRY_WAIT, Reason.NEVER_RECEIVED)
        # A page that answers 200 to anything must not turn a lost message into an accepted one.
        if answer.status_code == httpx.codes.OK and message_id in answer.text:
            return Outcome(DeliveryStatus.ACCEPTED, provider_id=message_id)
        return None


def _outcome(code: int, message_id: str) -> Outcome:
    if code == httpx.codes.ACCEPTED:
        return Outcome(DeliveryStatus.ACCEPTED, provider_id=message_id)
    if code in OF_THIS_MESSAGE:
        return Outcome(DeliveryStatus.FAILED, f"{Reason.REFUSED} {code}")
    if 400 <= code <= 499 and code not in MAY_HAVE_ACTED:
        return Outcome(DeliveryStatus.RETRY_WAIT, f"{Reason.REFUSED} {code}")
    return Outcome(DeliveryStatus.UNKNOWN, f"{Reason.STRANGE_ANSWER} {code}")


@asynccontextmanager
async def sms_gateway(settings: NotificationsSettings) -> AsyncIterator[SmsGateway]:
    """Connections are not kept: one that the gateway has closed meanwhile looks like a message that may have gone."""
    async with httpx.AsyncClient(
        base_url=settings.sms_gateway_url,
        headers={"Authorization": f"Bearer {settings.sms_gateway_token.get_secret_value()}"},
        timeout=STEP_SECONDS,
        limits=httpx.Limits(max_keepalive_connections=0),
        verify=_tls(),
        trust_env=False,
    ) as client:
        yield SmsGateway(client, settings.sms_sender)
