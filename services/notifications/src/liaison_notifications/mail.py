"""Email by SMTP, knowing at each step whether the mail may have gone out."""

import asyncio
import re
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr
from urllib.parse import SplitResult, unquote, urlsplit

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from liaison_notifications.model.delivery import DeliveryStatus, Outcome, Reason
from liaison_notifications.texts import domain_of

READY_FOR_CONTENT = 354
ACCEPTED = 250
STEP_SECONDS = 10
LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


@dataclass
class _Progress:
    """How far a sending came: a refusal means different things before and after each."""

    greeted: bool = False
    handed_over: bool = False


async def send(message: EmailMessage, server: str, seconds: float) -> Outcome:
    """Sends one mail within `seconds`. `server` is smtp://[user:password@]host:port, or smtps://."""
    progress = _Progress()
    client = _client(urlsplit(server), domain_of(str(message["From"])))
    try:
        async with asyncio.timeout(seconds):
            await _hand_over(client, urlsplit(server), message, progress)
    except SMTPResponseException as error:
        return _refused(error.code, progress)
    except (SMTPException, OSError):
        if progress.handed_over:
            return Outcome(DeliveryStatus.UNKNOWN, Reason.NO_ANSWER)
        return Outcome(DeliveryStatus.RETRY_WAIT, Reason.UNREACHABLE)
    except ValueError:
        # An address that does not fit into an SMTP command.
        return Outcome(DeliveryStatus.FAILED, Reason.ADDRESS_UNUSABLE)
    finally:
        await _leave(client)
    return Outcome(DeliveryStatus.ACCEPTED, provider_id=str(message["Message-ID"]))


def _client(server: SplitResult, own_name: str) -> SMTP:
    at_once = server.scheme == "smtps"
    return SMTP(
        hostname=server.hostname,
        port=server.port or (465 if at_once else 25),
        use_tls=at_once,
        local_hostname=own_name,
        timeout=STEP_SECONDS,
    )


async def _hand_over(client: SMTP, server: SplitResult, message: EmailMessage, progress: _Progress) -> None:
    content = LEADING_DOT.sub(b"..", message.as_bytes()) + b".\r\n"
    await client.connect()
    if server.username:
        await client.login(unquote(server.username), unquote(server.password or ""))
    progress.greeted = True
    await client.mail(parseaddr(str(message["From"]))[1])
    await client.rcpt(parseaddr(str(message["To"]))[1])
    answer = await client.execute_command(b"DATA")
    if answer.code != READY_FOR_CONTENT:
        raise SMTPResponseException(answer.code, "")
    # Not client.data(): it does not say whether the connection broke before the content or after.
    protocol = client.protocol
    if protocol is None:
        raise ConnectionResetError
    progress.handed_over = True
    protocol.write(content)
    answer = await protocol.read_response(timeout=STEP_SECONDS)
    if answer.code != ACCEPTED:
        raise SMTPResponseException(answer.code, "")


def _refused(code: int, progress: _Progress) -> Outcome:
    """Any 4xx or 5xx says that the server has not taken the mail, even at the end of DATA (RFC 5321, 4.2.1)."""
    if not 400 <= code <= 599:
        status = DeliveryStatus.UNKNOWN if progress.handed_over else DeliveryStatus.RETRY_WAIT
        return Outcome(status, f"{Reason.STRANGE_ANSWER} {code}")
    # Refused at the greeting or the sign-in, it is not about this mail: somebody will mend it.
    permanent = code >= 500 and progress.greeted
    return Outcome(DeliveryStatus.FAILED if permanent else DeliveryStatus.RETRY_WAIT, f"{Reason.REFUSED} {code}")


async def _leave(client: SMTP) -> None:
    if client.is_connected:
        with suppress(SMTPException, OSError, ssl.SSLError):
            async with asyncio.timeout(1):
                await client.quit()
    client.close()
