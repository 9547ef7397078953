"""What is believed of an identity provider's token."""

import base64
import hmac
import json
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from liaison_kit import clock
from liaison_registry.city_sign_in import CitySignInFailed, checked

ISSUER, CLIENT, NONCE = "https://id.city.example", "liaison", "the nonce"
KEY, OTHER = (RSAKey.generate_key(2048, {"kid": "one"}) for _ in range(2))
PUBLIC = {"keys": [KEY.as_dict(private=False)]}


def token(key: Any = KEY, algorithm: str = "RS256", **changes: Any) -> str:
    now = int(clock.real_now().timestamp())
    claims = {"iss": ISSUER, "aud": CLIENT, "sub": "olena", "nonce": NONCE, "iat": now, "exp": now + 60} | changes
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": algorithm, "kid": "one"}, kept, key, algorithms=[algorithm])


def test_a_token_of_the_provider_for_us_is_believed() -> None:
    assert checked(token(), PUBLIC, ISSUER, CLIENT, NONCE)["sub"] == "olena"
    assert checked(token(aud=[CLIENT, "other"], azp=CLIENT), PUBLIC, ISSUER, CLIENT, NONCE)["sub"] == "olena"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://id.other.example"},
        {"aud": "another client"},
        {"azp": "another client"},
        {"nonce": "another nonce"},
        {"nonce": None},
        {"exp": 1},
        {"exp": None},
        {"sub": None},
        {"key": OTHER},
        {"algorithm": "RS512"},
    ],
    ids=lambda changes: " ".join(f"{name}={value if name != 'key' else 'another'}" for name, value in changes.items()),
)
def test_another_one_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(CitySignInFailed):
        checked(token(**changes), PUBLIC, ISSUER, CLIENT, NONCE)


def test_the_log_says_why_and_nothing_of_the_person(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CitySignInFailed):
        checked(token(aud="another client"), PUBLIC, ISSUER, CLIENT, NONCE)
    with pytest.raises(CitySignInFailed):
        checked(token(key=OTHER), PUBLIC, ISSUER, CLIENT, NONCE)
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["event"] for line in told] == ["city_sign_in.failed"] * 2
    assert [line["reason"].rpartition(" ")[2] for line in told] == ["InvalidClaimError", "BadSignatureError"]


def test_an_unsigned_one_is_refused() -> None:
    header, claims, _ = token().split(".")
    unsigned = "eyJhbGciOiJub25lIn0"
    for forged in (f"{unsigned}.{claims}.", f"{header}.{claims}.", "", "x"):
        with pytest.raises(CitySignInFailed):
            checked(forged, PUBLIC, ISSUER, CLIENT, NONCE)


def test_a_public_key_is_nobodys_secret() -> None:
    _, claims, _ = token().split(".")
    header = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"one"}').decode().rstrip("=")
    signed = f"{header}.{claims}"
    digest = hmac.digest(KEY.as_pem(private=False), signed.encode(), "sha256")
    forged = f"{signed}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"
    with pytest.raises(CitySignInFailed):
        checked(forged, PUBLIC, ISSUER, CLIENT, NONCE)
