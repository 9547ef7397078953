"""What the role `check` looks at beside what every service has: messages leave by others' servers, under our name."""

import asyncio
from collections.abc import Sequence
from email.utils import parseaddr

from liaison_kit import sealing
from liaison_kit.checking import findings, of_files
from liaison_kit.checking.findings import Finding
from liaison_kit.database import Database
from liaison_kit.settings import Settings

from liaison_notifications.model import SealingKey
from liaison_notifications.model.consent.addresses import secret_file
from liaison_notifications.model.sealing_key import THE_KEY
from liaison_notifications.providers.domain_check import look_at_domain
from liaison_notifications.providers.mail_check import look_at_mail
from liaison_notifications.providers.sms_check import look_at_sms
from liaison_notifications.settings import NotificationsSettings


async def mail(_: Database, settings: Settings) -> Sequence[Finding]:
    assert isinstance(settings, NotificationsSettings)
    sender, recipient = parseaddr(settings.mail_from)[1], settings.trials.an_email
    looks = (look_at_mail(relay, sender, recipient) for relay in settings.mail_addresses)
    return [finding for found in await asyncio.gather(*looks) for finding in found]


async def sms(_: Database, settings: Settings) -> Sequence[Finding]:
    assert isinstance(settings, NotificationsSettings)
    looks = (look_at_sms(provider) for provider in settings.sms_addresses)
    return [finding for found in await asyncio.gather(*looks) for finding in found]


async def domain(_: Database, settings: Settings) -> Sequence[Finding]:
    assert isinstance(settings, NotificationsSettings)
    if settings.demo:
        return [findings.ok("domain.sender", "It is a demonstration: nobody gets mail from it.")]
    name = parseaddr(settings.mail_from)[1].rpartition("@")[2].lower()
    return await look_at_domain(name, settings.dkim_selectors.split(), settings.name_server)


async def sealing_key(database: Database, settings: Settings) -> Sequence[Finding]:
    """The file that this process reads must have the key that contacts are sealed for."""
    assert isinstance(settings, NotificationsSettings)
    path = settings.sealing_key_file
    found = of_files.key_file("files.sealing_key", "LIAISON_SEALING_KEY_FILE", path, sealing.read_keys)
    room = of_files.disk("files.disk", path)
    if found.state in {findings.State.NOT_LOOKED_AT, findings.State.BROKEN}:
        return [found, room]
    secret = of_files.key_file("files.address_secret", "beside it", secret_file(path), sealing.read_secret)
    async with database.reading() as session:
        key = await session.get(SealingKey, THE_KEY)
    if key and key.public_key not in {each.public for each in sealing.read_keys(path)}:
        what = f"Contacts are sealed for a key that is not in {path}: messages to them cannot be opened."
        do = "Give all roles of notifications the same file (one volume), or bring it back: docs/runbooks/restore.md."
        return [findings.broken("files.sealing_key", what, do), secret, room]
    return [found, secret, room]


CHECKS = (mail, sms, domain, sealing_key)
