"""The providers that the settings name, made once for a process."""

from email.message import EmailMessage
from typing import Any

from liaison_notifications.model.sending.delivery import Channel
from liaison_notifications.providers.addresses import Address
from liaison_notifications.providers.carriers import Carriers
from liaison_notifications.providers.generic_http import GenericHttp
from liaison_notifications.providers.provider import Provider, Sms
from liaison_notifications.providers.smpp import Smpp
from liaison_notifications.providers.smtp import Smtp
from liaison_notifications.providers.turbosms import TurboSms
from liaison_notifications.settings import NotificationsSettings


class Providers:
    """All of them; nothing is connected before there is a message for it, but for sessions over which people answer."""

    def __init__(self, settings: NotificationsSettings) -> None:
        self.sms: Carriers[Sms] = Carriers(
            {each.name: (each, _sms(each)) for each in settings.sms_addresses}, Channel.SMS
        )
        self.mail: Carriers[EmailMessage] = Carriers(
            {each.name: (each, Smtp(each.url, settings.verp)) for each in settings.mail_addresses}, Channel.EMAIL
        )

    def of(self, channel: str) -> Carriers[Any]:
        return self.sms if channel == Channel.SMS else self.mail

    async def close(self) -> None:
        await self.sms.close()
        await self.mail.close()


def _sms(address: Address) -> Provider[Sms]:
    if address.scheme.startswith("turbosms"):
        return TurboSms(address.http, address.token, address.sender)
    if address.scheme.startswith("smpp"):
        return Smpp(address.url, address.sender, address.connections)
    return GenericHttp(address.http, address.token, address.sender)
