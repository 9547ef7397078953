"""What the notifications service needs to know beside what every service knows."""

from datetime import time, timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import quote, urlsplit

from liaison_kit.settings import Settings
from pydantic import Field, SecretStr, ValidationInfo, field_validator

from liaison_notifications.model.manners import Manners
from liaison_notifications.model.planning.quiet import QuietHours
from liaison_notifications.model.templates.trials import Allowed
from liaison_notifications.providers.addresses import MAIL_SCHEMES, SHORTEST_SECRET, SMS_SCHEMES, Address, addresses
from liaison_notifications.providers.verp import LONGEST_NAME, Verp

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class NotificationsSettings(Settings):
    """Where messages leave, under whose name, and the key to the contacts."""

    smtp_url: str = Field(
        "smtp://127.0.0.1:1025",
        pattern=r"^smtps?://",
        description="Your mail server: smtp://[user:password@]host:port, STARTTLS where it is offered; smtps:// for TLS"
        " at once.",
    )
    smtp_password: SecretStr = Field(
        SecretStr(""),
        description="Of the user in LIAISON_SMTP_URL, where the address does not have it: smtp://user@host:587.",
    )
    smtp_relays: SecretStr = Field(
        SecretStr(""),
        description="More of them, with spaces between: smtp://user:password@host:587?name=…&weight=1&rate=20&connections=10",
    )
    sms_gateway_url: str = Field(
        "http://127.0.0.1:8100/sms", pattern=r"^https?://", description="Your SMS gateway, without /messages."
    )
    sms_gateway_token: SecretStr = Field(
        SecretStr(""), description="Bearer token that the SMS gateway gave us; without one that gateway is not used."
    )
    sms_sender: str = Field("Vinnytsia", min_length=1, max_length=11, description="GSM limits a sender's name to 11.")
    sms_providers: SecretStr = Field(
        SecretStr(""),
        validate_default=True,
        description="More of them, with spaces between: turbosms://TOKEN@api.turbosms.ua?rate=20, https://:TOKEN@host/sms,"
        " smpp://system_id:password@host:2775, smpps://…; each with ?name= &weight= &rate= (parts a second) &sender=",
    )
    sms_inbound_number: str = Field(
        "",
        pattern=r"^(\+?\d{3,15})?$",
        description="The number that people can answer to, which news by SMS then name: STOP ends all messages, START"
        " takes that back. A sender's name takes no answers. Without a number none are taken at /inbound-sms.",
    )
    sms_inbound_secret: SecretStr = Field(
        SecretStr(""),
        validate_default=True,
        description="Opens /inbound-sms/{secret} to a gateway that posts answers; 22 characters.",
    )
    sms_part_kopiykas: int = Field(
        0, ge=0, description="What one part of an SMS costs, for previews; 0: not known, and no cost is shown."
    )
    trial_addresses: str = Field(
        "",
        pattern=r"^[^\s,]*( +[^\s,]+)*$",
        description="Where test messages may go: telephones and emails of who words them, with spaces between;"
        " @example.org for a whole domain. Without it none are sent.",
    )
    sealing_key_file: Path = Field(
        description="The private keys to contact points, newest first; the migrate role makes the first one. Only the"
        " roles migrate, api and jobs need it."
    )
    mail_from: str = Field(
        "Офіси взаємодії <office@liaison.example>",
        pattern=r"^[^<>]*<[^\s<>@]+@[^\s<>@]+>$|^[^\s<>@]+@[^\s<>@]+$",
        description="The sender of all mails: Name <address>, of a domain whose SPF and DKIM name your mail server.",
    )
    dkim_selectors: str = Field(
        "",
        pattern=r"^[\w.-]*( +[\w.-]+)*$",
        description="Under which selectors your mail server signs (DKIM), with spaces between: `liaison doctor` looks"
        " for their keys in DNS.",
    )
    name_server: str = Field(
        "",
        pattern=r"^[\w.-]*(:\d+)?$",
        description="Whom `liaison doctor` asks about SPF, DKIM and DMARC, host or host:port: one outside, where the"
        " city's own answers otherwise than the world's. The machine's own if empty.",
    )
    bounce_address: str = Field(
        "",
        pattern=rf"^([a-z0-9._-]{{1,{LONGEST_NAME}}}@[a-z0-9.-]+)?$",
        description="Where mails that cannot be delivered come back to, for example bounces@liaison.example: its server"
        " must take bounces+anything@, too (subaddresses). Without it they come back to the sender, and nobody counts.",
    )
    bounce_secret: SecretStr = Field(
        SecretStr(""),
        validate_default=True,
        description="Proves what came back, and opens /bounces/{secret}; 22 characters.",
    )
    bounce_mailbox: SecretStr = Field(
        SecretStr(""),
        description="pop3s://user:password@host, read and emptied each minute; unless they are posted to /bounces/…",
    )
    claim_lease_seconds: float = Field(
        30, ge=2, description="After this long without an outcome a message is in doubt."
    )

    quiet_from: time = Field(time(21), description="Kyiv's clock: from then on only what cannot wait is sent.")
    quiet_until: time = Field(time(8), description="The same as quiet_from for no quiet hours at all.")
    reminder_hours: str = Field(
        "24 2", pattern=r"^(\d{1,3}( \d{1,3})*)?$", description="So many hours before an event people are reminded."
    )
    change_wait_seconds: float = Field(
        300, ge=0, description="For so long the first change of an event waits for others, to be told with them."
    )
    urgent_change_wait_seconds: float = Field(30, ge=0, description="The same on the day of the event.")
    digest_day: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"] = Field(
        "thu", description="On which day of the week those are written to who want news once a week."
    )
    digest_time: time = Field(time(10), description="And when, by the clock of Kyiv.")
    equal_messages_an_hour: int = Field(
        15, ge=1, description="To one telephone or address; networks block who sends it 20 equal ones."
    )
    messages_an_hour: int = Field(75, ge=1, description="Likewise, of any kind: they block at 100.")

    @field_validator("smtp_password")
    @classmethod
    def _password(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        parts = urlsplit(info.data.get("smtp_url", ""))
        if value.get_secret_value() and (not parts.username or parts.password):
            raise ValueError("LIAISON_SMTP_URL must name the user whose it is, and no password: smtp://user@host:587")
        return value

    @field_validator("smtp_relays")
    @classmethod
    def _relays(cls, value: SecretStr) -> SecretStr:
        addresses(value.get_secret_value().split(), MAIL_SCHEMES)
        return value

    @field_validator("sms_providers")
    @classmethod
    def _providers(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        texts, token = value.get_secret_value().split(), info.data.get("sms_gateway_token")
        if not texts and not (token and token.get_secret_value()):
            raise ValueError("name at least one provider, or set LIAISON_SMS_GATEWAY_TOKEN")
        addresses(texts, SMS_SCHEMES, info.data.get("sms_sender", ""))
        return value

    @field_validator("bounce_secret")
    @classmethod
    def _bounces(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        if info.data.get("bounce_address") and len(value.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(f"LIAISON_BOUNCE_ADDRESS needs one of at least {SHORTEST_SECRET} characters")
        return value

    @field_validator("sms_inbound_secret")
    @classmethod
    def _inbound(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        """Without a gateway that posts answers nobody needs one: a session of SMPP brings them itself."""
        token, providers = info.data.get("sms_gateway_token"), info.data.get("sms_providers")
        texts = providers.get_secret_value().split() if providers else []
        posts = bool(token and token.get_secret_value()) or any(not text.startswith("smpp") for text in texts)
        if posts and info.data.get("sms_inbound_number") and len(value.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(f"LIAISON_SMS_INBOUND_NUMBER needs one of at least {SHORTEST_SECRET} characters")
        return value

    @field_validator("bounce_mailbox")
    @classmethod
    def _mailbox(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not value.get_secret_value().startswith(("pop3://", "pop3s://")):
            raise ValueError("it must begin with pop3://, pop3s://")
        return value

    @property
    def trials(self) -> Allowed:
        """Where test messages may go."""
        return Allowed(self.trial_addresses)

    @property
    def verp(self) -> Verp | None:
        """The senders of mails, where what comes back is counted."""
        return Verp(self.bounce_address, self.bounce_secret.get_secret_value()) if self.bounce_address else None

    @property
    def sms_addresses(self) -> list[Address]:
        """Whom SMS are given to; the gateway of the single settings is the first."""
        texts, token = self.sms_providers.get_secret_value().split(), self.sms_gateway_token.get_secret_value()
        if token:
            scheme, _, rest = self.sms_gateway_url.partition("://")
            texts = [f"{scheme}://:{quote(token, safe='')}@{rest}", *texts]
        return addresses(texts, SMS_SCHEMES, self.sms_sender)

    @property
    def mail_addresses(self) -> list[Address]:
        """Whom emails are given to; that of the single setting is the first, if it was set or there is no other."""
        more = self.smtp_relays.get_secret_value().split()
        first = [self._own_mail_server] if "smtp_url" in self.model_fields_set or not more else []
        return addresses([*first, *more], MAIL_SCHEMES)

    @property
    def _own_mail_server(self) -> str:
        password, parts = quote(self.smtp_password.get_secret_value(), safe=""), urlsplit(self.smtp_url)
        # The last @: a user is often called by an email address, as it is.
        user, _, host = parts.netloc.rpartition("@")
        return parts._replace(netloc=f"{user.rstrip(':')}:{password}@{host}").geturl() if password else self.smtp_url

    @property
    def manners(self) -> Manners:
        """How people are written to."""
        return Manners(
            quiet=QuietHours(self.quiet_from, self.quiet_until),
            change_waits=timedelta(seconds=self.change_wait_seconds),
            urgent_change_waits=timedelta(seconds=self.urgent_change_wait_seconds),
            reminders=tuple(timedelta(hours=int(hours)) for hours in self.reminder_hours.split()),
            equal_an_hour=self.equal_messages_an_hour,
            any_an_hour=self.messages_an_hour,
        )

    @property
    def digest_weekday(self) -> int:
        """As Python counts them: Monday is 0."""
        return DAYS.index(self.digest_day)

    @property
    def lease(self) -> timedelta:
        return timedelta(seconds=self.claim_lease_seconds)

    @property
    def sending_seconds(self) -> float:
        """The longest one sending may take: far below the lease, so that nothing is in flight when it ends."""
        return self.claim_lease_seconds / 2
