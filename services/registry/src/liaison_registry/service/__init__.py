"""The registry's table of contents: its areas, each with its list of slices beside this file."""

from pathlib import Path

from liaison_kit.database import Database
from liaison_kit.service import Service
from liaison_kit.settings import Settings
from liaison_pages.render import pages

from liaison_registry.at_check import CHECKS
from liaison_registry.demo_accounts import keep_demo_accounts
from liaison_registry.jobs.close_grant_calls import close_grant_calls
from liaison_registry.jobs.expire_memoranda import expire_memoranda
from liaison_registry.jobs.forget_founders import forget_founders
from liaison_registry.jobs.forget_grant_contacts import forget_grant_contacts
from liaison_registry.jobs.forget_import_rows import forget_import_rows
from liaison_registry.jobs.forget_sign_ins import forget_sign_ins
from liaison_registry.jobs.forget_signing_keys import forget_signing_keys
from liaison_registry.jobs.take_over_imports import take_over_imports
from liaison_registry.jobs.tell_population import tell_population
from liaison_registry.model.files import pictures
from liaison_registry.model.imports import register_extract
from liaison_registry.model.network import yaml_lines
from liaison_registry.model.programme import evidence, figures_file
from liaison_registry.reactions.on_sealing_key_state import on_sealing_key_state
from liaison_registry.service import (
    csos,
    grants,
    hsds,
    imports,
    needs,
    network,
    offices,
    participation,
    people,
    programme,
    rooms,
    services,
    sign_in,
    territory,
    training,
    visiting,
)
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
        *imports.SLICES,
        *territory.SLICES,
        *offices.SLICES,
        *rooms.SLICES,
        *services.SLICES,
        *visiting.SLICES,
        *csos.SLICES,
        *grants.SLICES,
        *needs.SLICES,
        *programme.SLICES,
        *participation.SLICES,
        *sign_in.SLICES,
        *training.SLICES,  # before people: "training" is no id
        *people.SLICES,
    ],
    api_only=[*sign_in.API_ONLY, *hsds.API_ONLY],
    reactions=[on_sealing_key_state],
    jobs=[
        forget_signing_keys,
        forget_sign_ins,
        forget_founders,
        expire_memoranda,
        tell_population,
        close_grant_calls,
        forget_grant_contacts,
        take_over_imports,
        forget_import_rows,
    ],
    uploads={
        "/network": yaml_lines.LARGEST,
        "/cso/import": register_extract.LARGEST,
        "/programme/population": figures_file.LARGEST,
        "/programme/baseline": figures_file.LARGEST,
        "/offices/{office_id}/photos": pictures.LARGEST,
        "/programme/milestones/{number}/evidence": evidence.LARGEST,
    },
    pages=pages("liaison_registry"),
    on_migrate=_keep_keys_and_accounts,
    checks=CHECKS,
    extensions=("btree_gist", "pg_trgm"),
    owns_accounts=True,
)
