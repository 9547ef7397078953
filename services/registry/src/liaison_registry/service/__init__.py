"""The registry's table of contents: its areas, each with its list of slices beside this file."""

from pathlib import Path

from liaison_kit.database import Database
from liaison_kit.service import Service
from liaison_kit.settings import Settings
from liaison_pages.render import pages

from liaison_registry.demo_accounts import keep_demo_accounts
from liaison_registry.jobs.forget_sign_ins import forget_sign_ins
from liaison_registry.jobs.forget_signing_keys import forget_signing_keys
from liaison_registry.model import register_extract, yaml_lines
from liaison_registry.reactions.on_sealing_key_state import on_sealing_key_state
from liaison_registry.service import csos, needs, network, offices, people, programme, sign_in, territory
from liaison_registry.settings import RegistrySettings
from liaison_registry.signing_key import announce_signing_key


async def _keep_keys_and_accounts(database: Database, settings: Settings) -> None:
    await announce_signing_key(database, settings)
    await keep_demo_accounts(database, settings)


SERVICE = Service(
    name="registry",
    migrations=Path(__file__).parents[3] / "migrations",
    settings=RegistrySettings,
    slices=[
        *network.SLICES,
        *territory.SLICES,
        *offices.SLICES,
        *csos.SLICES,
        *needs.SLICES,
        *programme.SLICES,
        *sign_in.SLICES,
        *people.SLICES,
    ],
    api_only=sign_in.API_ONLY,
    reactions=[on_sealing_key_state],
    jobs=[forget_signing_keys, forget_sign_ins],
    uploads={"/network": yaml_lines.LARGEST, "/cso/import": register_extract.LARGEST},
    pages=pages("liaison_registry"),
    on_migrate=_keep_keys_and_accounts,
    owns_accounts=True,
)
