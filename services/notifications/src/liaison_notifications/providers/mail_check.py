"""A mail server, as far as one comes without sending: reached, encrypted, knowing us, and taking mail for others."""

import ssl
from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP, SMTPException, SMTPResponseException
from liaison_kit.checking import certificates
from liaison_kit.checking.findings import Finding, broken, not_looked_at, ok, warning
from liaison_kit.settings import LOOPBACK

from liaison_notifications.providers.addresses import Address

STEP_SECONDS = 4
RENEW = "Have it renewed by whoever runs the mail server."
SETTING = "LIAISON_SMTP_URL (or LIAISON_SMTP_RELAYS)"


async def look_at_mail(relay: Address, sender: str, recipient: str) -> Sequence[Finding]:
    """`sender` as mails name it; to `recipient` nothing is sent. Empty: nobody may be written to for a try."""
    server = urlsplit(relay.url)
    client = SMTP(
        hostname=server.hostname,
        port=server.port or (465 if relay.scheme == "smtps" else 25),
        use_tls=relay.scheme == "smtps",
        local_hostname=sender.rpartition("@")[2],
        timeout=STEP_SECONDS,
    )
    found: list[Finding] = []
    try:
        await client.connect()
        found += _encryption(client, relay, bool(server.username))
        if server.username:
            await client.login(unquote(server.username), unquote(server.password or ""))
            found.append(ok("mail.account", f"{relay.name} knows us by our name and password."))
        found += await _relaying(client, relay, sender, recipient)
    except (SMTPException, OSError) as error:
        found.append(_trouble(error, relay, greeted=client.is_connected))
    finally:
        with suppress(SMTPException, OSError):
            await client.quit()
        client.close()
    return found


def _encryption(client: SMTP, relay: Address, with_password: bool) -> Sequence[Finding]:
    reached = ok("mail.reach", f"The mail server {relay.name} answers.")
    tls = client.get_transport_info("ssl_object")
    if isinstance(tls, ssl.SSLObject):
        shown = tls.getpeercert()
        return [reached, certificates.of("mail.certificate", f"the mail server {relay.name}", shown, RENEW)]
    host = urlsplit(relay.url).hostname or ""
    if host in LOOPBACK:
        return [reached]
    what = f"The way to the mail server {relay.name} is not encrypted: it offers no STARTTLS."
    do = f"Turn on TLS there; or set {SETTING} to smtps://…, if it has a port of its own for TLS."
    if with_password:
        return [reached, broken("mail.encryption", f"{what} Our password goes in the clear.", do)]
    return [reached, *([warning("mail.encryption", what, do)] if "." in host else [])]


async def _relaying(client: SMTP, relay: Address, sender: str, recipient: str) -> Sequence[Finding]:
    if not recipient:
        do = "Set LIAISON_TRIAL_ADDRESSES to an email of yours outside of the city's own domain."
        return [not_looked_at("mail.relaying", f"Whether {relay.name} takes mails to everybody.", do)]
    try:
        await client.mail(sender)
        await client.rcpt(recipient)
    except SMTPResponseException as error:
        what = f"The mail server {relay.name} takes no mail from {sender} to {recipient}: {error.code} {error.message}"
        do = "Have the mail server accept mail from this machine or this account to other domains, under this sender."
        return [broken("mail.relaying", what, do)]
    await client.rset()
    return [ok("mail.relaying", f"{relay.name} takes mail from {sender} to {recipient}.")]


def _trouble(error: Exception, relay: Address, *, greeted: bool) -> Finding:
    unbelieved = certificates.behind(error)
    if unbelieved:
        return certificates.refused("mail.certificate", f"the mail server {relay.name}", unbelieved, RENEW)
    if isinstance(error, SMTPResponseException) and greeted:
        what = f"The mail server {relay.name} does not let us in: {error.code} {error.message}"
        return broken(
            "mail.account",
            what,
            f"Put user and password that it knows into {SETTING}; the password may be LIAISON_SMTP_PASSWORD.",
        )
    if greeted:
        what = f"The mail server {relay.name} takes no password from us: {error}"
        return broken("mail.account", what, f"Leave user and password out of {SETTING}, or turn on AUTH there.")
    what = f"The mail server {relay.name} does not answer: {error}"
    return broken("mail.reach", what, f"See whether it runs, and whether {SETTING} names its host and port.")
