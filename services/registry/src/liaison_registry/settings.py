"""What the registry needs to know beside what every service knows."""

from pathlib import Path
from typing import Self

from liaison_contracts.identity import Role
from liaison_kit.settings import Settings
from pydantic import Field, SecretStr, model_validator


class RegistrySettings(Settings):
    """Where the secrets of sign-ins are; the roles migrate and api need the files, the others do not.

    Without an issuer, accounts and passwords are the registry's own.
    """

    signing_key_file: Path = Field(
        description="The private keys that sign-ins are signed with; the migrate role makes the first one."
    )
    totp_key_file: Path = Field(
        description="The key that the secrets of second factors are sealed for; made likewise, and never rotated by the"
        " other's rotation: without it the apps of all people would have to be set up anew."
    )
    demo_token: SecretStr | None = Field(None, description="In demo mode: the token of the program that plays.")

    public_holidays: bool = Field(
        False,
        description="Whether offices are shut on public holidays of Ukraine; under martial law these are working days.",
    )

    oidc_issuer: str | None = Field(
        None,
        pattern=r"^(https://|http://(localhost|127\.0\.0\.1)[:/])",
        description="The city's identity provider (OpenID Connect): sign-in is then the city's.",
    )
    oidc_client_id: str | None = Field(None, description="What the identity provider knows Liaison by.")
    oidc_client_secret: SecretStr | None = Field(None, description="What Liaison proves that with.")
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

    @property
    def has_demo_accounts(self) -> bool:
        """Their passwords are known to everybody, so nobody but this machine may reach them."""
        return self.demo and self.own_machine_only
