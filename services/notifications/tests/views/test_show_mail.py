"""A mail as a mail program shows it."""

import httpx
import pytest

PATH = "/messages/templates/confirmation/uk/email/versions/0"


async def test_it_shows_an_example_and_can_run_and_load_nothing(staff: httpx.AsyncClient) -> None:
    page = await staff.get(f"{PATH}/mail")
    assert page.headers["content-type"].startswith("text/html")
    policy = page.headers["content-security-policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert "Вітаємо, Олена Коваленко!" in page.text
    assert "<th scope" in page.text
    assert "A night of volunteering" in (await staff.get(f"{PATH}/mail?example=en")).text
    assert f'href="{PATH}/mail?example=uk"' in (await staff.get(PATH)).text


@pytest.mark.parametrize("path", [f"{PATH.replace('email', 'sms')}/mail", f"{PATH.replace('/0', '/7')}/mail"])
async def test_what_is_no_mail_is_not_there(staff: httpx.AsyncClient, path: str) -> None:
    assert (await staff.get(path)).status_code == 404
