"""The city's own sign-in: OpenID Connect, code flow with PKCE (OpenID Connect Core 1.0, RFC 7636, RFC 9700).

The provider's metadata and keys are read at each sign-in: they are few, and a key that it has changed is known at once.
What belongs to a sign-in that is under way (state, nonce, verifier) is in a cookie of ours, signed, for ten minutes.
"""

import base64
import hashlib
import secrets
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx
import structlog
from fastapi import Request, Response
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey
from joserfc.jwt import JWTClaimsRegistry
from liaison_contracts.identity import Role
from liaison_kit import clock, cookies
from liaison_kit.errors import Refusal, Unavailable
from liaison_kit.settings import Settings

from liaison_registry.settings import RegistrySettings

log = structlog.get_logger()

ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"]
"""Of the provider's signatures: with a public key all of them, so that nobody can sign with what is public."""
SKEW_SECONDS, TIMEOUT_SECONDS = 60, 10


class CitySignInFailed(Refusal):
    """Signing in with the city did not work, or took too long. Begin again."""

    status = 400


@dataclass(frozen=True)
class Answer:
    """Whom the provider says somebody is. `email` is lower case."""

    subject: str
    name: str
    email: str
    email_is_verified: bool
    roles: list[Role]
    to: str


class CitySignIn:
    """Sign-in with the provider that the settings name; `begin` sends a browser there, `finish` takes it back."""

    def __init__(self, settings: Settings) -> None:
        assert isinstance(settings, RegistrySettings)
        assert settings.oidc_client_secret is not None
        self._settings, self._issuer = settings, str(settings.oidc_issuer)
        self._secret = settings.oidc_client_secret.get_secret_value()
        self._key = OctKey.import_key(hashlib.sha256(f"liaison city sign-in {self._secret}".encode()).digest())
        self._return_to = f"{settings.url.rstrip('/')}/sign-in/city/return"
        self._secure = settings.url.startswith("https:")
        self._cookie = cookies.CITY_SIGN_IN.named(self._secure)

    async def begin(self, response: Response, to: str) -> str:
        """The provider's address to send the browser to."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        metadata = await self.metadata()
        claims = {"state": state, "nonce": nonce, "verifier": verifier, "to": to}
        claims["exp"] = int(clock.real_now().timestamp()) + cookies.CITY_SIGN_IN_SECONDS  # type: ignore[assignment]
        kept = jwt.encode({"alg": "HS256"}, claims, self._key, algorithms=["HS256"])
        cookies.CITY_SIGN_IN.give(response, kept, secure=self._secure)
        asked = {
            "response_type": "code",
            "client_id": self._settings.oidc_client_id,
            "redirect_uri": self._return_to,
            "scope": "openid profile email",
            "state": state,
            "nonce": nonce,
            "code_challenge": _base64url(hashlib.sha256(verifier.encode()).digest()),
            "code_challenge_method": "S256",
        }
        return str(httpx.URL(metadata["authorization_endpoint"]).copy_merge_params(asked))

    async def finish(self, request: Request, response: Response) -> Answer:
        """CitySignInFailed unless it is the sign-in that this browser has begun; Unavailable if nobody answers."""
        response.delete_cookie(self._cookie, path="/", secure=self._secure, httponly=True, samesite="lax")
        begun = self._begun(request.cookies.get(self._cookie, ""))
        if not secrets.compare_digest(begun["state"].encode(), request.query_params.get("state", "").encode()):
            raise _failed("another state")
        async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS) as client:
            metadata = await self._metadata(client)
            claims = await self._exchange(client, metadata, request.query_params.get("code", ""), begun)
        roles = {self._settings.oidc_roles.get(name) for name in _named(claims, self._settings.oidc_roles_claim)}
        email = str(claims.get("email") or "").strip().lower()
        return Answer(
            subject=claims["sub"],
            name=str(claims.get("name") or claims.get("preferred_username") or email)[:100],
            email=email,
            email_is_verified=claims.get("email_verified") is True,
            roles=sorted(role for role in roles if role),
            to=begun["to"],
        )

    def _begun(self, kept: str) -> dict[str, str]:
        try:
            begun = jwt.decode(kept, self._key, algorithms=["HS256"])
            JWTClaimsRegistry(now=int(clock.real_now().timestamp()), exp={"essential": True}).validate(begun.claims)
        except (JoseError, ValueError) as error:
            raise _failed("not begun in this browser, or too long ago") from error
        return begun.claims

    async def metadata(self) -> dict[str, Any]:
        async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS) as client:
            return await self._metadata(client)

    async def _metadata(self, client: httpx.AsyncClient) -> dict[str, Any]:
        metadata = await _answered(client.get(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"))
        if metadata.get("issuer") != self._issuer:
            raise _failed("the provider calls itself another issuer")
        return metadata

    async def _exchange(
        self, client: httpx.AsyncClient, metadata: dict[str, Any], code: str, begun: dict[str, str]
    ) -> dict[str, Any]:
        token = await self._token(client, metadata["token_endpoint"], code, begun["verifier"])
        keys = await _answered(client.get(metadata["jwks_uri"]))
        client_id = str(self._settings.oidc_client_id)
        claims = checked(token.get("id_token", ""), keys, self._issuer, client_id, begun["nonce"])
        if _named(claims, self._settings.oidc_roles_claim) and claims.get("email"):
            return claims
        # Many providers put no more than the subject into the token, and the rest here.
        bearer = {"authorization": f"Bearer {token.get('access_token')}"}
        more = await _answered(client.get(metadata["userinfo_endpoint"], headers=bearer))
        if more.get("sub") != claims["sub"]:
            raise _failed("userinfo is about another subject")
        return more | claims

    async def _token(self, client: httpx.AsyncClient, address: str, code: str, verifier: str) -> dict[str, Any]:
        """What the provider gives for a code, once."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self._return_to}
        # Quoted: RFC 6749, 2.3.1.
        ourselves = (quote(str(self._settings.oidc_client_id), safe=""), quote(self._secret, safe=""))
        return await _answered(client.post(address, data=form | {"code_verifier": verifier}, auth=ourselves))


def _failed(reason: str) -> CitySignInFailed:
    """Whoever runs the installation learns why; the person only that it failed."""
    log.warning("city_sign_in.failed", reason=reason)
    return CitySignInFailed()


async def _answered(question: Awaitable[httpx.Response]) -> dict[str, Any]:
    """What the provider says; CitySignInFailed where it refuses us, Unavailable where it is away."""
    try:
        answer = await question
        if answer.is_client_error:
            raise _failed(f"the provider refused {answer.request.url.path} with {answer.status_code}")
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        log.warning("city_sign_in.unreachable", error=type(error).__name__)
        raise Unavailable from error
    return found


def checked(id_token: str, keys: dict[str, Any], issuer: str, client_id: str, nonce: str) -> dict[str, Any]:
    """The claims of an id_token (OpenID Connect Core 1.0, 3.1.3.7); CitySignInFailed if anything is not right."""
    wanted: dict[str, Any] = {
        "iss": {"essential": True, "value": issuer},
        "aud": {"essential": True, "value": client_id},
        "nonce": {"essential": True, "value": nonce},
        **{name: {"essential": True} for name in ("sub", "exp", "iat")},
    }
    try:
        usable = [key for key in keys["keys"] if key.get("kty") in {"RSA", "EC", "OKP"}]
        token = jwt.decode(id_token, KeySet.import_key_set({"keys": usable}), algorithms=ALGORITHMS)
        now = int(clock.real_now().timestamp())
        JWTClaimsRegistry(now=now, leeway=SKEW_SECONDS, **wanted).validate(token.claims)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise _failed(f"the id_token is not good: {type(error).__name__}") from error
    if token.claims.get("azp", client_id) != client_id or not isinstance(token.claims["sub"], str):
        raise _failed("the id_token is for another client")
    return token.claims


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _named(claims: dict[str, Any], claim: str) -> list[str]:
    """The names in a claim, which may lie within others (`realm_access.roles`) or be a single one."""
    found: Any = claims.get(claim)
    if found is None:
        found = claims
        for part in claim.split("."):
            found = found.get(part) if isinstance(found, dict) else None
    names = found if isinstance(found, list) else [found]
    return [name for name in names if isinstance(name, str)]
