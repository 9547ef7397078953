"""`liaison doctor` on set-ups that are broken on purpose: each in one thing, which it finds, and says what to do."""

import asyncio
import contextlib
import json
import os
import resource
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import asyncpg
import pytest
from liaison_cli.doctor.report import Told
from liaison_kit import clock
from liaison_kit.checking import of_database
from liaison_kit.checking.findings import State

from tests.doctor import outside
from tests.doctor.outside import HOST, PASSWORD, USER
from tests.doctor.town import DOMAIN, PATIENCE, TEXTS, Town

BROKEN, WARNING = State.BROKEN, State.WARNING


def only(told: Sequence[Told], check: str, what: str, remedy: str, state: State = BROKEN) -> None:
    """That one thing is wrong; what could not be looked at because of it may stand beside it."""
    wrong = [each.finding for each in told if each.finding.state != State.NOT_LOOKED_AT]
    assert [(each.check, each.state) for each in wrong] == [(check, state)], [str(each.finding) for each in told]
    assert what in wrong[0].what
    assert remedy in wrong[0].remedy


def test_where_nothing_is_broken_all_is_well(well: Town) -> None:
    report = well.report()
    assert [str(each.finding) for each in report.told() if each.finding.state != State.OK] == []
    assert len({each.finding.check for each in report.told()}) >= 30


def test_the_command_says_so(well: Town) -> None:
    """Of one service, as in its container: the others are not looked at, which is no reason to fail."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LIAISON_")}
    environment |= {"LIAISON_SERVICE": "events", **well.told["events"]}
    command = [sys.executable, "-m", "liaison_cli", "doctor", "--seconds", str(PATIENCE)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "registry, notifications, reporting" in done.stdout
    assert "0 broken, 0 warning, 1 not looked at, " in done.stdout
    told = subprocess.run([*command, "--json"], env=environment, capture_output=True, text=True, check=True).stdout
    assert [each["service"] for each in json.loads(told)["checkups"]] == ["events"]
    gathered = subprocess.run([*command, "--gather"], input=told * 2, capture_output=True, text=True, check=False)
    assert (gathered.returncode, gathered.stdout) == (0, done.stdout)


# The database ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "what", "remedy"),
    [
        ("events:", "events:not", "does not take the password of events", "alter role events password"),
        ("//events:", "//nobody:", "does not take the password of nobody", "DATABASE_URL"),
        ("/events", "/nowhere", "has no database nowhere", "create database nowhere owner events"),
        ("127.0.0.1:", "127.0.0.1:1", "does not answer", "host and port in DATABASE_URL"),
    ],
    ids=["password", "role", "database", "port"],
)
def test_a_database_that_is_not_reached(well: Town, old: str, new: str, what: str, remedy: str) -> None:
    head, _, tail = well.told["events"]["DATABASE_URL"].rpartition(old)
    url = f"{head}{new}{tail}"
    if what == "does not answer":
        url = f"{well.told['events']['DATABASE_URL'].rpartition(':')[0]}:1/events"
    only(well.with_told("events", DATABASE_URL=url).ill("events"), "database.reach", what, remedy)


@pytest.mark.parametrize(
    ("service", "statement", "check", "what", "remedy", "state"),
    [
        ("events", "drop table schema_version", "database.schema", "no tables yet", "liaison_events migrate", BROKEN),
        ("events", "update schema_version set version_num = '0001'", "database.schema", "older", "migrate", BROKEN),
        ("events", "update schema_version set version_num = '9'", "database.schema", "newer", "newer release", WARNING),
        (
            "events",
            "drop extension btree_gist cascade",
            "database.extensions",
            "btree_gist",
            "create extension",
            BROKEN,
        ),
        ("events", "delete from relay_lease", "messages.relay", "No relay", "role relay", WARNING),
        (
            "events",
            "insert into outbox (shard, topic, key, version, payload, created_at)"
            " values (0, 'x', 'x', 1, '', now() - interval '1 hour')",
            *("messages.outbox", "Facts have waited for 36", "broker-down.md", BROKEN),
        ),
        (
            "events",
            "insert into parked (topic, partition, \"offset\", headers, reason) values ('x', 0, 0, '[]', 'x')",
            *("messages.parked", "1 records", "dead-letters list", WARNING),
        ),
        ("registry", "update staff set active = false", "accounts.administrator", "nobody", "admin create", WARNING),
        (
            "registry",
            'update signing_keys set keys = \'[{"kid": "another"}]\'',
            *("files.signing_key", "None of the keys", "one volume", BROKEN),
        ),
        (
            "notifications",
            "update sealing_key set public_key = 'another'",
            *("files.sealing_key", "cannot be opened", "the same file", BROKEN),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and value.count(".") == 1 and " " not in value else "",
)
def test_a_database_with_something_else_in_it(
    well: Town, service: str, statement: str, check: str, what: str, remedy: str, state: State
) -> None:
    with well.copy_of(service, statement) as broken:
        only(broken.ill(service), check, what, remedy, state)


@pytest.mark.parametrize(
    ("breaks", "mends", "check", "what"),
    [
        ("alter system set fsync = off", "alter system reset fsync", "database.durability", "Off: fsync"),
        (
            "grant connect on database registry to events",
            "revoke connect on database registry from events",
            *("database.rights", "events may connect to registry, too"),
        ),
        ("alter role events superuser", "alter role events nosuperuser", "database.rights", "events is a superuser"),
        (
            "create database theirs",
            "drop database theirs",
            *("database.rights", "events may connect to theirs"),
        ),
    ],
    ids=["fsync", "another-service", "superuser", "another-database"],
)
async def test_a_server_that_keeps_too_little_or_lets_in_too_many(
    well: Town, breaks: str, mends: str, check: str, what: str
) -> None:
    for statement in (breaks, "select pg_reload_conf()"):
        await well.sql(statement)
    try:
        state = WARNING if "theirs" in breaks else BROKEN
        remedy = {"database.durability": "alter system set fsync = 'on'", "database.rights": ""}[check]
        only(await _in_a_while(lambda: well.ill("events")), check, what, remedy, state)
    finally:
        for statement in (mends, "select pg_reload_conf()"):
            await well.sql(statement)


async def _in_a_while(look: Callable[[], list[Told]]) -> list[Told]:
    """What is set anew shows in new sessions, a moment later."""
    for _ in range(20):
        found = await asyncio.to_thread(look)
        if found:
            return found
        await asyncio.sleep(0.1)
    return []


async def test_a_server_without_a_connection_to_spare(well: Town) -> None:
    opened = await asyncio.gather(*(asyncpg.connect(well.admin) for _ in range(235)))
    try:
        found = await asyncio.to_thread(well.ill, "events")
        only(found, "database.connections", "of 250 connections are in use", "max_connections", WARNING)
    finally:
        await asyncio.gather(*(connection.close() for connection in opened))


def test_a_clock_that_is_wrong(well: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = SimpleNamespace(real_now=lambda: clock.real_now() - timedelta(minutes=3), KYIV=clock.KYIV)
    monkeypatch.setattr(of_database, "clock", wrong)
    only(well.ill("events"), "database.clock", "180.0 s ahead of this machine's", "timedatectl")


# Settings and files ----------------------------------------------------------


@pytest.mark.parametrize(
    ("service", "told", "check", "what", "remedy"),
    [
        (
            "notifications",
            {"LIAISON_SMS_GATEWAY_TOKEN": "replace-with-your-providers-token"},
            *("settings.placeholder", "LIAISON_SMS_GATEWAY_TOKEN is still the placeholder", "Put the real one"),
        ),
        (
            "events",
            {"LIAISON_DEMO": "true", "LIAISON_HTTP_HOST": HOST, "LIAISON_URL": "https://liaison.internal"},
            *("settings.demo", "not this machine alone", "LIAISON_DEMO=false"),
        ),
        ("events", {"LIAISON_WISHES_FILE": ""}, "settings.values", "LIAISON_WISHES_FILE: it is not set", "settings.md"),
        (
            "events",
            {"DATABASE_URL_FILE": "/nowhere"},
            "settings.values",
            "DATABASE_URL_FILE: /nowhere cannot",
            "Set it",
        ),
        ("events", {"LIAISON_RATES": "many"}, "settings.values", "LIAISON_RATES: it must be JSON", "Set it"),
    ],
    ids=["placeholder", "demonstration", "missing", "file", "not-json"],
)
def test_settings_that_cannot_be_meant(
    well: Town, service: str, told: dict[str, str], check: str, what: str, remedy: str
) -> None:
    found = [
        each for each in well.with_told(service, **told).ill(service) if each.services
    ]  # the site is another test's
    if check == "settings.placeholder":
        found = [each for each in found if each.finding.check != "sms.account"]  # which follows
    only(found, check, what, remedy)


def test_few_open_files(well: Town) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (1000, hard))
    try:
        only(well.ill("events"), "machine.open_files", "may open 1000 files", "ulimit -n", WARNING)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize(
    ("breaks", "what", "remedy"),
    [
        (lambda path: path.chmod(0o644), "Others may read", "chmod 600"),
        (lambda path: path.write_text("no key\n"), "is not what it should be", "restore.md"),
        (lambda path: path.write_text(f"{'A' * 43}=\n"), "cannot be opened", "the same file"),
    ],
    ids=["open", "spoilt", "another"],
)
def test_a_key_file_that_is_not_right(well: Town, breaks: Callable[[Path], object], what: str, remedy: str) -> None:
    path = Path(well.told["notifications"]["LIAISON_SEALING_KEY_FILE"])
    before = path.read_text()
    try:
        breaks(path)
        only(well.ill("notifications"), "files.sealing_key", what, remedy)
    finally:
        path.write_text(before)
        path.chmod(0o600)


def test_a_key_file_that_is_missing_is_not_looked_at(well: Town) -> None:
    """A role that needs no keys has none: nothing is known of them from there."""
    [told] = well.with_told("notifications", LIAISON_SEALING_KEY_FILE="/nowhere/key").ill("notifications")
    assert (told.finding.check, told.finding.state) == ("files.sealing_key", State.NOT_LOOKED_AT)


def test_a_disk_that_is_almost_full(well: Town, small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(bytes(19_000_000))
    wishes = str(small_disk / "events.wishes")
    only(
        well.with_told("events", LIAISON_WISHES_FILE=wishes).ill("events"),
        "files.disk",
        "are left at",
        "Make room",
        WARNING,
    )


@pytest.fixture(scope="module")
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Of 20 MB; only an administrator of the machine can make one."""
    folder = tmp_path_factory.mktemp("disk")
    command = ["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be made here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


# Messages --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("server", "url", "check", "what", "remedy", "state"),
    [
        (None, "smtp://localhost:1", "mail.reach", "does not answer", "host and port", BROKEN),
        ({"tls": "good"}, "smtp://{user}:wrong@localhost:{port}", "mail.account", "535", "user and password", BROKEN),
        ({"tls": None, "host": "127.0.0.2"}, "smtp://{user}:{password}@127.0.0.2:{port}", "mail.encryption", "clear",
         "Turn on TLS", BROKEN),
        ({"tls": None, "host": "127.0.0.2"}, "smtp://127.0.0.2:{port}", "mail.encryption", "no STARTTLS", "smtps://",
         WARNING),
        ({"tls": "good", "relays": False}, "smtp://{user}:{password}@localhost:{port}", "mail.relaying", "554 5.7.1",
         "other domains", BROKEN),
        ({"tls": "old"}, "smtp://{user}:{password}@localhost:{port}", "mail.certificate", "has expired", "renewed",
         BROKEN),
        ({"tls": "other"}, "smtp://{user}:{password}@localhost:{port}", "mail.certificate", "for another name",
         "a name that it is for", BROKEN),
    ],
    ids=["away", "password", "in-the-clear", "no-tls", "relaying", "expired", "another-name"],
)  # fmt: skip
def test_a_mail_server_that_takes_no_mail(
    well: Town, server: dict[str, Any] | None, url: str, check: str, what: str, remedy: str, state: State
) -> None:
    with contextlib.ExitStack() as started:
        port = 0
        if server:
            told = dict(server)
            kind = told.pop("tls")
            port = started.enter_context(outside.mail_server(_tls(well, kind) if kind else None, **told))
        address = url.format(port=port, user=USER, password=PASSWORD)
        only(well.with_told(LIAISON_SMTP_URL=address).ill("notifications"), check, what, remedy, state)


def _tls(well: Town, kind: str) -> Any:
    name, days = {"good": ("localhost", 90), "old": ("localhost", -1), "soon": ("localhost", 5), "other": ("wiki", 90)}[
        kind
    ]
    return well.authority.context(name, days)


def test_an_sms_gateway_that_knows_us_not_or_is_away(well: Town) -> None:
    wrong = well.with_told("notifications", LIAISON_SMS_GATEWAY_TOKEN="not-ours")
    only(wrong.ill("notifications"), "sms.account", "does not know us: 401", "LIAISON_SMS_GATEWAY_TOKEN")
    away = well.with_told("notifications", LIAISON_SMS_GATEWAY_URL=f"http://{HOST}:1/sms")
    only(away.ill("notifications"), "sms.reach", "is not reached", "LIAISON_SMS_GATEWAY_URL")


@pytest.mark.parametrize(
    ("name", "texts", "check", "what", "remedy", "state"),
    [
        (DOMAIN, ["some=thing"], "domain.spf", "who may send", "v=spf1", BROKEN),
        (DOMAIN, ["v=spf1 -all", "v=spf1 mx -all"], "domain.spf", "2 records", "Leave one", BROKEN),
        (DOMAIN, ["v=spf1 +all"], "domain.spf", "lets everybody", "-all", WARNING),
        (f"mail._domainkey.{DOMAIN}", ["v=DKIM1; p="], "domain.dkim", "no key at mail._domainkey", "p=…", BROKEN),
        (f"_dmarc.{DOMAIN}", ["v=spf1"], "domain.dmarc", "only claim to be", "v=DMARC1", WARNING),
    ],
    ids=["no-spf", "two-spf", "open-spf", "dkim", "dmarc"],
)
def test_a_domain_that_others_do_not_believe(
    well: Town, name: str, texts: list[str], check: str, what: str, remedy: str, state: State
) -> None:
    with outside.name_server(TEXTS | {name: texts}) as port:
        broken = well.with_told("notifications", LIAISON_NAME_SERVER=f"{HOST}:{port}")
        only(broken.ill("notifications"), check, what, remedy, state)


def test_a_name_server_that_is_away_makes_nothing_well(well: Town) -> None:
    found = well.with_told("notifications", LIAISON_NAME_SERVER=f"{HOST}:1").ill("notifications")
    assert {each.finding.check for each in found} == {"domain.spf", "domain.dkim", "domain.dmarc"}
    assert {each.finding.state for each in found} == {State.NOT_LOOKED_AT}


# The site --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "told", "check", "what", "remedy", "state"),
    [
        ("old", {}, "site.certificate", "has expired", "Caddy's log", BROKEN),
        ("soon", {}, "site.certificate", "for 5 days", "Caddy's log", WARNING),
        ("other", {}, "site.certificate", "for another name", "a name that it is for", BROKEN),
        ("stranger", {}, "site.certificate", "nobody that is trusted", "SSL_CERT_FILE", BROKEN),
        ("good", {"ours": False}, "site.ours", "Something else answers", "deploy/Caddyfile", BROKEN),
        ("good", {"metrics": True}, "site.metrics", "Anybody may read", "/metrics", BROKEN),
        ("good", {"ill": "events"}, "site.health", "events unhealthy", "docker compose logs", BROKEN),
    ],
    ids=["expired", "ends-soon", "another-name", "stranger", "another-site", "metrics", "ill"],
)
def test_a_site_that_is_not_as_it_should_be(
    well: Town, tmp_path: Path, kind: str, told: dict[str, Any], check: str, what: str, remedy: str, state: State
) -> None:
    tls = outside.Authority(tmp_path).context() if kind == "stranger" else _tls(well, kind)
    with outside.site(tls, **told) as port:
        only(well.with_told(LIAISON_URL=f"https://localhost:{port}").ill("events"), check, what, remedy, state)


def test_a_site_that_is_away_or_in_the_clear(well: Town) -> None:
    only(well.with_told(LIAISON_URL="https://localhost:1").ill("events"), "site.reach", "does not answer", "DNS")
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes whoever comes, and never says a word
        told = well.with_told(LIAISON_URL=f"http://localhost:{silent.getsockname()[1]}")
        only(told.ill("events", seconds=30), "site.reach", "says nothing for 10 s", "still starting")
    with outside.site() as port:
        plain = well.with_told(LIAISON_URL=f"http://127.0.0.2:{port}")
        only(plain.ill("events"), "settings.url", "nothing on the way is encrypted", "https://")


def test_a_site_that_takes_its_time_is_well(well: Town) -> None:
    """A service describes itself anew after each start: beside this program's own work that takes seconds."""
    with outside.site(well.authority.context(), thinks=5) as port:
        told = well.with_told(LIAISON_URL=f"https://localhost:{port}")
        assert told.ill("events") == []


# Services side by side ---------------------------------------------------------


def test_services_that_were_told_different_things(well: Town) -> None:
    with outside.site(well.authority.context()) as port:
        other = well.with_told("events", LIAISON_URL=f"https://localhost:{port}")
        only(other.ill(), "services.settings", "LIAISON_URL differs", "Set the same")


@pytest.mark.parametrize(
    ("statement", "check", "what", "remedy"),
    [
        ("insert into heard values ('StaffState', 'x', 3, 1)", "services.epoch", "has heard epoch 3", "restore.md"),
        ("update signing_key_copy set keys = '[]'", "services.signing_keys", "knows other keys", "lag.md"),
    ],
    ids=["epoch", "signing-keys"],
)
def test_services_whose_histories_do_not_fit(well: Town, statement: str, check: str, what: str, remedy: str) -> None:
    with well.copy_of("events", statement) as broken:
        only(broken.ill(), check, f"events {what}", remedy)
