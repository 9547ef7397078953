"""What the registry needs to know beside what every service knows."""

from pathlib import Path

from liaison_kit.settings import Settings
from pydantic import Field, SecretStr


class RegistrySettings(Settings):
    """Where the secrets of sign-ins are; the roles migrate and api need the files, the others do not."""

    signing_key_file: Path = Field(
        description="The private keys that sign-ins are signed with; the migrate role makes the first one."
    )
    totp_key_file: Path = Field(
        description="The key that the secrets of second factors are sealed for; made likewise, and never rotated by the"
        " other's rotation: without it the apps of all people would have to be set up anew."
    )
    demo_token: SecretStr | None = Field(None, description="In demo mode: the token of the program that plays.")

    @property
    def has_demo_accounts(self) -> bool:
        """Their passwords are known to everybody, so nobody but this machine may reach them."""
        return self.demo and self.own_machine_only
