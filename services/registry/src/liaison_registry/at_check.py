"""What the role `check` looks at beside what every service has: the keys of sign-ins, the first account, the city."""

from collections.abc import Sequence

from liaison_contracts.identity import Role
from liaison_kit import sealing, signing_keys
from liaison_kit.checking import of_files
from liaison_kit.checking.findings import Finding, State, broken, ok, warning
from liaison_kit.database import Database
from liaison_kit.errors import Refusal
from liaison_kit.settings import Settings
from sqlalchemy import func, select

from liaison_registry.city_sign_in import CitySignIn
from liaison_registry.model import SigningKeys, Staff
from liaison_registry.settings import RegistrySettings


async def keys(database: Database, settings: Settings) -> Sequence[Finding]:
    """The file that this process signs with must have a key that the services have heard of."""
    assert isinstance(settings, RegistrySettings)
    path = settings.signing_key_file
    signing = of_files.key_file("files.signing_key", "LIAISON_SIGNING_KEY_FILE", path, signing_keys.read_keys)
    totp = of_files.key_file("files.totp_key", "LIAISON_TOTP_KEY_FILE", settings.totp_key_file, sealing.read_keys)
    found = [totp, of_files.disk("files.disk", path)]
    if signing.state in {State.NOT_LOOKED_AT, State.BROKEN}:
        return [signing, *found]
    async with database.reading() as session:
        announced = await session.scalar(select(SigningKeys))
    known = {key["kid"] for key in announced.keys} if announced else set()
    if known and not known & {key.kid for key in signing_keys.read_keys(path)}:
        what = f"None of the keys in {path} was told to the services: they refuse every sign-in."
        do = "Give all roles of the registry the same file (one volume), or run the role migrate: it tells the new key."
        return [broken("files.signing_key", what, do), *found]
    return [signing, *found]


async def accounts(database: Database, settings: Settings) -> Sequence[Finding]:  # noqa: ARG001 - as every check is asked
    async with database.reading() as session:
        wanted = select(func.count()).where(Staff.active, Staff.roles.contains([Role.ADMINISTRATOR]))
        number = await session.scalar(wanted)
    if not number:
        do = "liaison admin create --email you@example.org; in the container registry-api under docker compose."
        return [warning("accounts.administrator", "There is no administrator: nobody can let anybody in.", do)]
    return [ok("accounts.administrator", f"Administrators: {number}.")]


async def city_sign_in(_: Database, settings: Settings) -> Sequence[Finding]:
    assert isinstance(settings, RegistrySettings)
    if not settings.oidc_issuer:
        return []
    try:
        await CitySignIn(settings).metadata()
    except Refusal as refusal:
        what = f"People sign in at {settings.oidc_issuer}, which does not answer rightly: {type(refusal).__name__}."
        return [broken("accounts.city_sign_in", what, "docs/runbooks/city-sign-in.md says what the log line means.")]
    return [ok("accounts.city_sign_in", f"{settings.oidc_issuer} answers.")]


CHECKS = (keys, accounts, city_sign_in)
