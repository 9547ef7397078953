"""What the notifications service needs to know beside what every service knows."""

from datetime import timedelta
from pathlib import Path

from liaison_kit.settings import Settings
from pydantic import Field, SecretStr


class NotificationsSettings(Settings):
    """Where messages leave, under whose name, and the key to the contacts."""

    smtp_url: str = Field(
        "smtp://127.0.0.1:1025",
        pattern=r"^smtps?://",
        description="smtp://[user:password@]host:port, STARTTLS where the server offers it; smtps:// for TLS at once.",
    )
    sms_gateway_url: str = Field("http://127.0.0.1:8100/sms", pattern=r"^https?://", description="Without /messages.")
    sms_gateway_token: SecretStr = Field(description="Bearer token that the SMS gateway gave us.")
    sealing_key_file: Path = Field(
        description="The private keys to contact points, newest first; the migrate role makes the first one. Only the"
        " roles migrate, api and jobs need it."
    )
    mail_from: str = "Офіси взаємодії <office@liaison.example>"
    sms_sender: str = Field("Vinnytsia", min_length=1, max_length=11, description="GSM limits a sender's name to 11.")
    claim_lease_seconds: float = Field(
        30, ge=2, description="After this long without an outcome a message is in doubt."
    )

    @property
    def lease(self) -> timedelta:
        return timedelta(seconds=self.claim_lease_seconds)

    @property
    def sending_seconds(self) -> float:
        """The longest one sending may take: far below the lease, so that nothing is in flight when it ends."""
        return self.claim_lease_seconds / 2
