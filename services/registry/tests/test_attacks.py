"""What somebody wrote into the registry's fields never runs in a reader's browser; what is uploaded is only read."""

import io
import itertools
import zipfile
from datetime import timedelta
from typing import Any

import httpx
import pytest
import yaml
from liaison_kit import clock
from liaison_registry.model import Office
from PIL import Image

from tests.attacks.markup import ALL, PAYLOADS, running_in

API = "/api/registry/v1"
TEXTS = {"name", "name_en", "seat", "seat_en", "address", "address_en", "title", "title_en"}
NUMBERS = itertools.count()
POLYGLOT = f'ЄДРПОУ;Назва\n99000376;"{ALL.replace(chr(34), chr(34) * 2)}"\n'


def poisoned(part: Any) -> Any:
    """The file's content with the payloads in every field that people read."""
    if isinstance(part, dict):
        # With a number, as an office's rooms must have different names.
        return {
            k: f"{ALL}{next(NUMBERS)}" if k in TEXTS and isinstance(v, str) else poisoned(v) for k, v in part.items()
        }
    return [poisoned(one) for one in part] if isinstance(part, list) else part


async def shown(client: httpx.AsyncClient, path: str) -> str:
    """The page in both languages, seen to run nothing."""
    pages = [await client.get(path, params={"lang": lang}) for lang in ("uk", "en")]
    for page in pages:
        assert page.status_code == 200, path
        assert running_in(page.text) == [], path
    return pages[0].text


async def test_an_imported_network_never_runs(staff: httpx.AsyncClient, network: str) -> None:
    file = yaml.safe_dump(poisoned(yaml.load(network, Loader=yaml.BaseLoader)), allow_unicode=True)
    answer = await staff.post(f"{API}/network", content=file.encode())
    assert answer.status_code == 200, answer.text
    offices = (await staff.get(f"{API}/offices")).json()["offices"]
    for path in ("/offices", "/districts", "/programme", "/network", "/cso/new", f"/offices/{offices[0]['slug']}"):
        text = await shown(staff, path)
        assert "&lt;script&gt;" in text or path == "/network", path


async def test_a_notice_never_runs(staff: httpx.AsyncClient, office: Office) -> None:
    for text in PAYLOADS:
        until = (clock.now() + timedelta(hours=1)).isoformat()
        notice = {"text": text, "text_en": text, "until": until}
        answer = await staff.post(f"{API}/offices/{office.id}/notice", json=notice)
        assert answer.status_code == 201, answer.text
        for path in ("/offices", "/offices/khutory", "/offices/khutory/notice"):
            await shown(staff, path)


async def test_an_organisations_name_never_runs(staff: httpx.AsyncClient) -> None:
    registration = {"edrpou": "99000376", "name": ALL, "registered_on": "2026-01-10", "backdating_reason": ALL}
    headers = {"liaison-played-at": "2026-01-11T12:00:00+02:00"}
    assert (await staff.post(f"{API}/cso", json=registration, headers=headers)).status_code == 201
    for path in ("/cso", "/cso/99000376", "/cso?search=script"):
        assert "&lt;script&gt;" in await shown(staff, path)


async def test_an_imported_list_never_runs_not_even_in_its_report(staff: httpx.AsyncClient) -> None:
    answer = await staff.post(f"{API}/cso/import", content=(POLYGLOT + f"{ALL};{ALL}\n").encode())
    assert (answer.status_code, answer.json()["added"]) == (200, 1)
    await shown(staff, answer.headers["location"])
    assert "&lt;script&gt;" in await shown(staff, "/cso/99000376")


def spreadsheet() -> bytes:
    """The bytes that a spreadsheet begins with, and some of its parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("xl/workbook.xml", POLYGLOT)
    return made.getvalue()


PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
SHEETS = {"/cso/import": "This spreadsheet cannot be read"}
"""Where spreadsheets are expected, a broken one is told so."""
UPLOADS = {
    "a spreadsheet": (spreadsheet(), "not a text file"),
    "a picture": (PICTURE, "not a text file"),
    "a picture that goes on as a list": (b"GIF89a\x00;" + POLYGLOT.encode(), "not a text file"),
    "a page": (b"<!DOCTYPE html>" + POLYGLOT.encode(), "web page or XML"),
    "a page with a mark": (b"\xef\xbb\xbf \n<svg onload=alert(1)>", "web page or XML"),
    "UTF-16": (POLYGLOT.encode("utf-16"), "not a text file"),
    "nothing": (b"", "empty"),
}


@pytest.mark.parametrize("upload", UPLOADS.values(), ids=UPLOADS)
@pytest.mark.parametrize("path", ["/network", "/cso/import"])
async def test_a_file_is_judged_by_its_content(staff: httpx.AsyncClient, path: str, upload: tuple[bytes, str]) -> None:
    content, reason = upload
    answer = await staff.post(f"{API}{path}", content=content, headers={"content-type": "text/csv"})
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["field"] == "file"
    is_sheet = content.startswith(b"PK")
    assert (SHEETS.get(path, reason) if is_sheet else reason) in error["message"]


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "list.csv.html", PAYLOADS[0], "x" * 3000])
async def test_the_name_of_a_file_means_nothing(staff: httpx.AsyncClient, name: str) -> None:
    answer = await staff.post("/cso/import", data={"_page": "/network"}, files={"file": (name, POLYGLOT.encode())})
    assert answer.status_code == 303
    assert name not in (await staff.get(answer.headers["location"])).text


async def test_a_file_that_is_too_large_is_refused_as_a_page(staff: httpx.AsyncClient) -> None:
    files = {"file": ("list.csv", b"x" * (65 * 1024 * 1024))}
    answer = await staff.post("/cso/import", data={"_page": "/network"}, files=files)
    assert answer.status_code == 413
    assert "Надіслане більше за 65536 КБ" in answer.text


async def test_a_page_refuses_other_sites_in_the_readers_language(client: httpx.AsyncClient) -> None:
    answer = await client.post("/sign-in?lang=en", data={"token": "x"}, headers={"sec-fetch-site": "cross-site"})
    assert (answer.status_code, answer.headers["content-type"]) == (403, "text/html; charset=utf-8")
    assert "This was sent from another site" in answer.text
    client.cookies.clear()
    answer = await client.post("/sign-in", data={"token": "x"}, headers={"sec-fetch-site": "cross-site"})
    assert "Це надійшло з іншого сайту" in answer.text


async def test_a_reader_may_choose_a_language_and_still_be_nobody(client: httpx.AsyncClient) -> None:
    await client.get("/offices?lang=en")
    assert client.cookies
    assert (await client.get("/offices")).headers["cache-control"] == "no-cache"


async def test_what_an_office_says_of_itself_and_its_services_never_runs(
    staff: httpx.AsyncClient, office: Office
) -> None:
    at, day = f"{API}/offices/{office.id}", (clock.today() + timedelta(days=9)).isoformat()
    named = {"name": ALL, "name_en": ALL}
    texts = dict.fromkeys(("description", "description_en", "eligibility", "documents", "cost"), ALL)
    service = (await staff.post(f"{API}/services", json={**named, **texts, "area": "general"})).json()["id"]
    own = dict.fromkeys(("eligibility", "documents", "cost"), ALL)
    told = [
        await staff.post(f"{at}/services", json={**own, "service_id": service}),
        await staff.post(f"{at}/details", json=named | dict.fromkeys(("description", "travel", "travel_en"), ALL)),
        await staff.post(
            f"{at}/outreach",
            json={
                **dict.fromkeys(("settlement", "settlement_en", "place"), ALL),
                "starts_at": f"{day}T10:00",
                "ends_at": f"{day}T11:00",
            },
        ),
        await staff.post(f"{at}/photos", params={"alt": ALL, "alt_en": ALL}, content=drawn()),
    ]
    assert [answer.status_code for answer in told] == [201, 200, 201, 201]
    of_staff = [f"/offices/khutory/{one}" for one in ("services", "details", "outreach", "photos")]
    of_service = [f"/services/{service}", f"/services/{service}/change", f"/offices/khutory/services/{service}"]
    for path in ("/offices", "/offices/khutory", "/services", "/outreach", *of_service, *of_staff):
        assert "&lt;script&gt;" in await shown(staff, path), path


def drawn() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (8, 8)).save(made, "PNG")
    return made.getvalue()


async def test_what_is_said_of_the_commitment_never_runs(staff: httpx.AsyncClient, imported: None) -> None:
    files, said = f"{API}/programme/milestones/1/evidence", {"scale": "completion", "level": "limited"}
    told = [
        await staff.post(files, params={"title": ALL, "title_en": ALL}, content=drawn()),
        await staff.post(f"{API}/programme/assessments", json=said | {"reason": ALL, "reason_en": ALL}),
    ]
    assert [answer.status_code for answer in told] == [201, 201]
    for path in ("/programme", "/programme/assessments", "/programme/milestones/1/evidence"):
        assert "&lt;script&gt;" in await shown(staff, path), path


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "act.pdf.html", PAYLOADS[0], "x" * 3000])
async def test_the_name_of_a_piece_of_evidence_means_nothing(
    staff: httpx.AsyncClient, imported: None, name: str
) -> None:
    here = "/programme/milestones/1/evidence"
    form = {"_page": here, "title": "Світлина", "title_en": "A picture"}
    answer = await staff.post(here, data=form, files={"file": (name, drawn(), "text/html")})
    assert answer.status_code == 303
    [file] = (await staff.get(f"{API}/programme")).json()["programme"]["milestones"][0]["files"]
    kept = await staff.get(file["path"])
    assert kept.headers["content-type"] == "image/png"
    assert kept.headers["content-disposition"] == 'attachment; filename="milestone-1-evidence-1.png"'
