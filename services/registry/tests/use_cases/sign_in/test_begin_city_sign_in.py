"""Going to the city's sign-in, where none is configured, and where nobody is at home."""

from pathlib import Path
from typing import Any

import httpx
import pytest


@pytest.mark.parametrize("address", ["/sign-in/city", "/sign-in/city/return?code=a&state=b"])
async def test_without_a_provider_there_is_nothing(client: httpx.AsyncClient, address: str) -> None:
    assert (await client.get(address)).status_code == 404


class TestWhereTheProviderIsAway:
    @pytest.fixture
    def more_settings(self, tmp_path: Path) -> dict[str, Any]:
        return {
            "signing_key_file": tmp_path / "signing.key",
            "totp_key_file": tmp_path / "totp.key",
            "oidc_issuer": "http://127.0.0.1:9",
            "oidc_client_id": "liaison",
            "oidc_client_secret": "a secret",
            "oidc_roles": {"lo-worker": "worker"},
        }

    async def test_people_are_told_to_try_later_and_the_log_says_why(
        self, client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
    ) -> None:
        answer = await client.get("/sign-in/city")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "3")
        assert "set-cookie" not in answer.headers
        assert "city_sign_in.unreachable" in capsys.readouterr().out
