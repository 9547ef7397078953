"""Tokens: what a sign-in hands to the browser, signed so that every service can check it alone (JWT, Ed25519).

RFC 7519, RFC 8037, RFC 8725: one algorithm, a type of its own, and issuer, audience and times all checked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey
from joserfc.jwt import JWTClaimsRegistry
from liaison_contracts.identity import SigningKey

LIFETIME = timedelta(minutes=30)
"""How long it is good for without a page being looked at: pages renew it as long as the registry is there."""
RENEWED_AFTER = timedelta(minutes=5)
LONGEST = timedelta(hours=12)
"""After this the person signs in again, however busy."""
SKEW_SECONDS = 60
_ALGORITHM, _TYPE, _AUDIENCE = "Ed25519", "liaison-sign-in+jwt", "liaison"
_CLAIMS = ("iss", "aud", "sub", "sid", "iat", "exp", "auth_time")


@dataclass(frozen=True)
class Token:
    """What a token says: an account, one of its sign-ins, when that was, and when this token of it was made."""

    account: UUID
    sign_in: UUID
    signed_in_at: datetime
    issued_at: datetime


def private_key() -> OKPKey:
    """A new one; its `thumbprint()` is what tokens name it by."""
    return OKPKey.generate_key("Ed25519")


def public_half(key: OKPKey) -> SigningKey:
    return SigningKey(kid=key.thumbprint(), x=str(key.as_dict(private=False)["x"]))


def sign(key: OKPKey, issuer: str, token: Token) -> str:
    """The token as text. It ends after LIFETIME, or where the sign-in as a whole does."""
    ends = min(token.issued_at + LIFETIME, token.signed_in_at + LONGEST)
    claims = {
        "iss": issuer,
        "aud": _AUDIENCE,
        "sub": str(token.account),
        "sid": str(token.sign_in),
        "auth_time": token.signed_in_at.timestamp(),
        "iat": token.issued_at.timestamp(),  # with its fraction: a revocation may be a moment older or younger
        "exp": int(ends.timestamp()),
    }
    header = {"alg": _ALGORITHM, "typ": _TYPE, "kid": key.thumbprint()}
    return jwt.encode(header, claims, key, algorithms=[_ALGORITHM])


def read(text: str, keys: Sequence[SigningKey], issuer: str, now: datetime) -> Token | None:
    """What it says, or None if it is not ours, was changed, or is over."""
    known = KeySet([OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": key.x, "kid": key.kid}) for key in keys])
    try:
        token = jwt.decode(text, known, algorithms=[_ALGORITHM])
        options = {name: {"essential": True} for name in _CLAIMS}
        options["iss"]["value"], options["aud"]["value"] = issuer, _AUDIENCE  # type: ignore[assignment]
        JWTClaimsRegistry(now=int(now.timestamp()), leeway=SKEW_SECONDS, **options).validate(token.claims)  # type: ignore[arg-type]
        if token.header.get("typ") != _TYPE or "kid" not in token.header:
            return None
        claims = token.claims
        return Token(
            UUID(claims["sub"]),
            UUID(claims["sid"]),
            datetime.fromtimestamp(claims["auth_time"], UTC),
            datetime.fromtimestamp(claims["iat"], UTC),
        )
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        return None
