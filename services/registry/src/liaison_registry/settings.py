"""What the registry needs to know beside what every service knows: how the city's people sign in."""

from typing import Self

from liaison_contracts.identity import Role
from liaison_kit.settings import Settings
from pydantic import Field, SecretStr, model_validator


class RegistrySettings(Settings):
    """Without an issuer, accounts and passwords are the registry's own."""

    oidc_issuer: str | None = Field(
        None,
        pattern=r"^(https://|http://(localhost|127\.0\.0\.1)[:/])",
        description="The city's identity provider (OpenID Connect): sign-in is then the city's.",
    )
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_roles_claim: str = Field("roles", description="Where the provider names a person's roles; a dotted path, too.")
    oidc_roles: dict[str, Role] = Field(
        {}, description='What those names mean here, as JSON: {"lo-worker": "worker", "lo-admin": "administrator"}.'
    )
    oidc_link_by_email: bool = Field(
        False,
        description="Lets somebody whose email the provider has verified take over the account with that email. Only"
        " where nobody but the city can give people addresses.",
    )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.oidc_issuer and not (self.oidc_client_id and self.oidc_client_secret and self.oidc_roles):
            raise ValueError("with LIAISON_OIDC_ISSUER set, ..._CLIENT_ID, ..._CLIENT_SECRET and ..._ROLES are needed")
        return self
