"""`liaison health`: asks processes whether they are ready, once or until they are."""

import os
import time

import httpx
import typer

from liaison_cli.console import console
from liaison_cli.service_process import told_locally
from liaison_cli.trouble import Trouble

PAUSE_SECONDS = 0.1
ANSWER_SECONDS = 5.0


def health(
    addresses: list[str] = typer.Argument(
        None,
        help="Addresses such as http://registry:8000/health; if left out LIAISON_HEALTH_URL,"
        " LIAISON_URL, or what runs here.",
    ),
    wait: float = typer.Option(0.0, "--wait", help="Keep asking for so many seconds until all are ready."),
) -> None:
    """Ask processes for their /health; exit code 0 when all of them are ready."""
    asked = addresses or [os.environ.get("LIAISON_HEALTH_URL") or os.environ.get("LIAISON_URL") or _here()]
    deadline = time.monotonic() + wait
    with httpx.Client(timeout=ANSWER_SECONDS, trust_env=False) as client:
        answers = [_ask(client, address) for address in asked]
        while not all(ready for ready, _ in answers) and time.monotonic() < deadline:
            time.sleep(PAUSE_SECONDS)
            answers = [_ask(client, address) for address in asked]
    for address, (_, answer) in zip(asked, answers, strict=True):
        console.out(f"{address} {answer}", highlight=False)
    if not all(ready for ready, _ in answers):
        raise typer.Exit(1)


def _here() -> str:
    """The one address of the system that runs on this machine."""
    try:
        return told_locally("registry")["LIAISON_URL"]
    except Trouble as trouble:
        do = "name one, such as http://127.0.0.1:8080/health, or set LIAISON_URL"
        raise Trouble(f"No address was given, and nothing runs here: {do}.") from trouble


def _ask(client: httpx.Client, address: str) -> tuple[bool, str]:
    url = address if "://" in address else f"http://{address}"
    if httpx.URL(url).path in ("", "/"):
        url = url.rstrip("/") + "/health"
    try:
        response = client.get(url)
    except httpx.HTTPError as error:
        return False, f"unreachable: {error}"
    return response.status_code == 200, f"{response.status_code} {response.text.strip()}"
