"""Servers that others wrote, as processes: GreenMail for SMTP and POP3, and the simulator of jSMPP for SMPP 3.4."""

import os
import poplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from liaison_local.jars import installed_jars
from liaison_local.java import find_java
from liaison_local.ports import HOST, free_port
from liaison_local.supervising.process import Process, Program

LOCK_FILE = Path(__file__).with_name("servers.lock")
CACHE = Path(os.environ.get("LIAISON_CACHE") or Path(__file__).parents[2] / ".liaison" / "cache")
MAIL, SMSC = "com.icegreen.greenmail.standalone.GreenMailStandaloneRunner", "org.jsmpp.examples.SMPPServerSimulator"
SMSC_ACCOUNT = "j:jpwd"
"""What the simulator knows when nothing else is said."""


@contextmanager
def mail_server(folder: Path) -> Iterator[tuple[int, int]]:
    """Its ports for SMTP and POP3; it has a mailbox for everybody, whose password is their address."""
    smtp = free_port(set())
    pop3 = free_port({smtp})
    told = {"auth.disabled": "", "smtp.hostname": HOST, "smtp.port": smtp, "pop3.hostname": HOST, "pop3.port": pop3}
    options = [f"-Dgreenmail.{name}{f'={value}' if value else ''}" for name, value in told.items()]
    with _running(folder, "greenmail", [*options, "-cp", _class_path(mail=True), MAIL], pop3):
        yield smtp, pop3


@contextmanager
def smsc(folder: Path) -> Iterator[tuple[int, Path]]:
    """Its port, and the log in which it says what it takes."""
    port = free_port(set())
    # Not by a connection: it takes one after the other, and would wait for that one to sign in.
    says = "Listening on port"
    with _running(
        folder, "jsmpp", [f"-Djsmpp.simulator.port={port}", "-cp", _class_path(mail=False), SMSC], port, says
    ) as log:
        yield port, log


def _class_path(*, mail: bool) -> str:
    jars = installed_jars(CACHE, print, LOCK_FILE, "What others wrote")
    return ":".join(str(jar) for jar in jars if jar.name.startswith("greenmail") == mail)


@contextmanager
def _running(folder: Path, name: str, arguments: list[str], port: int, says: str = "") -> Iterator[Path]:
    command = [str(find_java().executable), "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", *arguments]
    log = folder / f"{name}.log"
    process = Process(Program(name, command, log, lambda: _has_said(log, says) if says else _listens(port)))
    process.start_and_wait()
    try:
        yield log
    finally:
        process.kill()


def _listens(port: int) -> str | None:
    with socket.socket() as attempt:
        return None if attempt.connect_ex((HOST, port)) == 0 else "nobody listens"


def _has_said(log: Path, words: str) -> str | None:
    return None if log.exists() and words in log.read_text(errors="replace") else "it has not said so"


def waiting(pop3: int, whose: str) -> int:
    """How many mails are in somebody's mailbox."""
    box = poplib.POP3(HOST, pop3, timeout=10)
    box.user(whose)
    box.pass_(whose)
    number = box.stat()[0]
    box.quit()
    return number
