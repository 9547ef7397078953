"""Codes from an app as a second factor (TOTP, RFC 6238); each is good once."""

import hmac
from datetime import datetime
from pathlib import Path

import pyotp
from liaison_kit import sealing

ISSUER = "Liaison"


def new_secret() -> str:
    return pyotp.random_base32()


def address_of(secret: str, email: str) -> str:
    """What an app reads from a QR code (otpauth://)."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def step_of(secret: str, code: str, last_step: int | None, now: datetime) -> int | None:
    """The 30-second step that this code is of: of now, the one before or after, and later than `last_step`. Or None."""
    totp, given = pyotp.TOTP(secret), "".join(code.split())
    this = totp.timecode(now)
    good = (step for step in (this - 1, this, this + 1) if hmac.compare_digest(totp.generate_otp(step), given))
    return next((step for step in good if step > (last_step or 0)), None)


def kept(secret: str, path: Path) -> str:
    """As it is kept: who reads the database, or a copy of it, cannot make codes."""
    return sealing.seal(secret.encode(), sealing.read_keys(path)[0].public)


def opened(sealed: str, path: Path) -> str:
    return sealing.unseal(sealed, *sealing.private_keys(path)).decode()
