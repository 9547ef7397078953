"""A set-up that is well: databases of four services, topics, keys, and what a city has outside. Tests break it."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import asyncpg
from liaison_cli.doctor import command
from liaison_cli.doctor.places import Place
from liaison_cli.doctor.report import Report, Told
from liaison_kit.checking import checkup
from liaison_kit.checking.checkup import Checkup
from liaison_kit.checking.findings import State
from liaison_kit.service import open_database
from liaison_kit.settings import complaints
from pydantic import ValidationError
from pydantic_settings import SettingsError

from tests.audiences import service_named
from tests.doctor import outside
from tests.doctor.outside import HOST, PASSWORD, SERVICES, TOKEN, USER

DOMAIN = "liaison.internal"
PATIENCE = 60.0
"""A machine with other work to do answers late: that is no finding."""
TEXTS = {
    DOMAIN: ["v=spf1 ip4:192.0.2.1 -all"],
    f"mail._domainkey.{DOMAIN}": ["v=DKIM1; k=ed25519; p=MCowBQYDK2VwAyEA"],
    f"_dmarc.{DOMAIN}": ["v=DMARC1; p=quarantine"],
}


@dataclass(frozen=True)
class Town:
    """What each service is told. `admin` is PostgreSQL's administrator."""

    folder: Path
    admin: str
    authority: outside.Authority
    told: Mapping[str, Mapping[str, str]]

    def with_told(self, service: str = "", **told: str) -> "Town":
        """Another that differs in these variables, of one service or of all."""
        return replace(
            self, told={name: dict(old) | (told if service in ("", name) else {}) for name, old in self.told.items()}
        )

    def report(self, *services: str, seconds: float = PATIENCE) -> Report:
        """As `liaison doctor` makes it, but for the services' own code, which runs in this process."""
        found = [Place(name, dict(os.environ) | dict(self.told[name])) for name in services or self.told]
        looks = {place.service: _checkup(place) for place in found}
        before, command.checkup_of = command.checkup_of, lambda place, _: looks[place.service]()
        try:
            return command._look(found, seconds)
        finally:
            command.checkup_of = before

    def ill(self, *services: str, seconds: float = PATIENCE) -> list[Told]:
        """Of these, or of all; that others were not asked is no news."""
        told = self.report(*services, seconds=seconds).told()
        return [each for each in told if each.finding.state != State.OK and each.finding.check != "services.all"]

    async def sql(self, statement: str, database: str = "postgres") -> list[Any]:
        connection = await asyncpg.connect(self.admin, database=database)
        try:
            return list(await connection.fetch(statement))
        finally:
            await connection.close()

    @contextmanager
    def copy_of(self, service: str, *statements: str) -> Iterator["Town"]:
        """The same town, with a copy of this database that the statements have been run in."""
        name = f"copy_{uuid4().hex[:8]}"
        made = f"create database {name} template {service} owner {service}"
        # A pool that was closed a moment ago may still be there for the server.
        leave = f"select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '{service}'"
        for statement in (leave, made, f"revoke all on database {name} from public"):
            asyncio.run(self.sql(statement))
        for statement in statements:
            asyncio.run(self.sql(statement, name))
        url = self.told[service]["DATABASE_URL"].rpartition("/")[0]
        try:
            yield self.with_told(service, DATABASE_URL=f"{url}/{name}")
        finally:
            asyncio.run(self.sql(f"drop database {name} with (force)"))


def _checkup(place: Place) -> Any:
    """Settings are read now, one service after the other; the rest may go on beside others."""
    service = service_named(place.service)
    with command._environment(place.environment):
        try:
            settings = service.settings()
        except (ValidationError, SettingsError) as error:
            wrong = complaints(error, service.settings)
            return lambda: checkup.refused(service.name, wrong)

    async def examine() -> Checkup:
        database = open_database(service, settings)
        try:
            return await checkup.examine(service, settings, database, PATIENCE)
        finally:
            await database.close()

    return lambda: asyncio.run(examine())


@contextmanager
def town(folder: Path, kafka: str, admin: str) -> Iterator[Town]:
    """On this broker and database server, whose services' databases are there and empty."""
    authority = outside.Authority(folder)
    with ExitStack() as started:
        enter = started.enter_context
        mail, sms = enter(outside.mail_server(authority.context())), enter(outside.sms_gateway())
        names, origin = enter(outside.name_server(TEXTS)), enter(outside.site(authority.context()))
        everybody = {
            "KAFKA_BOOTSTRAP_SERVERS": kafka,
            "LIAISON_URL": f"https://localhost:{origin}",
            "SSL_CERT_FILE": str(authority.file),
        }
        own: dict[str, dict[str, str]] = {
            "registry": {
                "LIAISON_SIGNING_KEY_FILE": str(folder / "registry" / "signing"),
                "LIAISON_TOTP_KEY_FILE": str(folder / "registry" / "totp"),
            },
            "events": {"LIAISON_WISHES_FILE": str(folder / "events.wishes")},
            "notifications": {
                "LIAISON_SMTP_URL": f"smtp://{USER}:{PASSWORD}@localhost:{mail}",
                "LIAISON_SMS_GATEWAY_URL": f"http://{HOST}:{sms}",
                "LIAISON_SMS_GATEWAY_TOKEN": TOKEN,
                "LIAISON_SEALING_KEY_FILE": str(folder / "notifications" / "sealing"),
                "LIAISON_MAIL_FROM": f"Офіси взаємодії <office@{DOMAIN}>",
                "LIAISON_TRIAL_ADDRESSES": "somebody@elsewhere.internal",
                "LIAISON_DKIM_SELECTORS": "mail",
                "LIAISON_NAME_SERVER": f"{HOST}:{names}",
            },
            "reporting": {},
        }
        where = admin.rpartition("@")[2].partition("/")[0]
        for service in SERVICES:
            password = (folder / "secrets" / f"{service}-database").read_text().strip()
            own[service]["DATABASE_URL"] = f"postgresql://{service}:{quote(password)}@{where}/{service}"
        made = Town(folder, admin, authority, {name: everybody | own[name] for name in SERVICES})
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(partial(_migrate, made), SERVICES))
        _let_somebody_in(made)
        asyncio.run(_settle(made))
        yield made


def _migrate(made: Town, service: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", f"liaison_{service}", "migrate"],
        env=os.environ | made.told[service],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _let_somebody_in(made: Town) -> None:
    environment = os.environ | made.told["registry"]
    command = [sys.executable, "-m", "liaison_registry.bootstrap", "create", "--email", "admin@liaison.internal"]
    subprocess.run(command, env=environment, check=True, capture_output=True)


async def _settle(made: Town) -> None:
    """What running services would do: a relay has sent everything, and everybody has heard of the keys."""
    [keys] = await made.sql("select id, version, keys from signing_keys", "registry")
    for service in SERVICES:
        for statement in (
            "delete from outbox",
            "insert into relay_lease (shard, holder, until) values (0, gen_random_uuid(), now() + interval '1 hour')",
            f"insert into signing_key_copy (id, version, keys) values ('{keys['id']}', {keys['version']},"
            f" '{keys['keys']}') on conflict do nothing",
        ):
            await made.sql(statement, service)
