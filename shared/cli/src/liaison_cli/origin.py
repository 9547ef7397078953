"""HTTP to the one origin: what a command asks of the running services, and plain sentences when that fails."""

import os
from typing import Any

import httpx

from liaison_cli.trouble import Trouble

ANSWER_SECONDS = 30.0


class NotThere(Trouble):
    """What was asked for is not there, or not any more."""


class Origin:
    """The services behind `url`, asked with an account's token; both come from the environment if they are left out."""

    def __init__(self, url: str | None = None, token: str | None = None) -> None:
        self.url = (url or os.environ.get("LIAISON_URL", "")).rstrip("/")
        self.token = token or os.environ.get("LIAISON_TOKEN", "")
        if not self.url:
            raise Trouble(
                "No address was given: set LIAISON_URL, such as http://127.0.0.1:8080, or where Liaison runs on this"
                ' machine type `eval "$(liaison env)"`.'
            )
        if not self.token:
            raise Trouble("No token was given: set LIAISON_TOKEN to one that `liaison admin token` has made.")

    def request(self, method: str, path: str, **kw: Any) -> httpx.Response:
        """The answer, if it is a good one; Trouble, with the service's own sentence, if it is not."""
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"} | kw.pop("headers", {})
        try:
            with httpx.Client(base_url=self.url, timeout=ANSWER_SECONDS, trust_env=False) as client:
                response = client.request(method, path, headers=headers, **kw)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Trouble(f"{self.url} does not answer: {error}") from error
        if response.status_code == httpx.codes.UNAUTHORIZED:
            raise Trouble(f"{self.url} does not know this token: set LIAISON_TOKEN to its own.")
        if response.status_code == httpx.codes.NOT_FOUND:
            raise NotThere(f"{method} {path}: there is nothing.")
        if not response.is_success:
            raise Trouble(f"{method} {path}: {response.status_code} {_sentence(response)}")
        return response


def _sentence(response: httpx.Response) -> str:
    """What a problem (RFC 9457) says in words; the name of the status if it says nothing."""
    try:
        problem = response.json()
    except ValueError:
        return response.reason_phrase
    if not isinstance(problem, dict):
        return response.reason_phrase
    return str(problem.get("detail") or problem.get("title") or response.reason_phrase)
