"""Choosing an office's site."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from liaison_registry.model import Office

from services.registry.tests.offices import OVERRIDE, SITE, done, of

Published = Callable[[], Awaitable[list[str]]]


async def test_residents_learn_where_it_will_be_and_the_site_can_be_corrected_until_the_opening(
    staff: httpx.AsyncClient, office: Office, published: Published
) -> None:
    chosen = await done(staff, office, "site", SITE)
    assert (chosen["status"], chosen["post_code"], chosen["opens_about"]) == ("site_chosen", "21050", "2099-05-15")
    page = (await staff.get("/offices/khutory?lang=en")).text
    assert "5 Nezalezhnosti St" in page
    assert "expected opening: May 2099" in page
    corrected = await done(staff, office, "site", SITE | {"house": "7", "phone": "+380432000000"})
    assert (corrected["status"], corrected["house"], corrected["phone"]) == ("site_chosen", "7", "+380432000000")
    await done(staff, office, "opening", OVERRIDE)
    assert (await staff.post(of(office, "site"), json=SITE)).status_code == 409
    assert await published() == ["OfficeSiteChosen", "OfficeSiteChosen", "OfficeOpened"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("address", " "),
        ("latitude", 91),
        ("latitude", 28.54),
        ("longitude", "схід"),
        ("post_code", "2105"),
        ("phone", "0432 000000"),
        ("opens_about", "2020-01-01"),
    ],
)
async def test_a_site_that_cannot_be_names_the_field(
    staff: httpx.AsyncClient, office: Office, published: Published, field: str, value: Any
) -> None:
    answer = await staff.post(of(office, "site"), json=SITE | {field: value})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    assert await published() == []


async def test_of_two_coordinators_the_second_sees_what_the_first_wrote(
    staff: httpx.AsyncClient, office: Office
) -> None:
    seen = (await staff.get("/api/registry/v1/offices/khutory/site")).headers["etag"].strip('"')
    assert f'name="_version" value="{seen}"' in (await staff.get("/offices/khutory/site?lang=uk")).text
    form = {"_page": "/offices/khutory/site", "_version": seen} | {name: str(value) for name, value in SITE.items()}
    assert (await staff.post(f"/offices/{office.id}/site", data=form)).status_code == 303
    second = await staff.post(f"/offices/{office.id}/site", data=form | {"house": "9"})
    assert second.status_code == 412
    assert "Тепер тут: 5" in second.text
    assert 'value="9"' in second.text


async def test_the_same_import_again_leaves_a_site_that_was_chosen_here(
    staff: httpx.AsyncClient, network: str, published: Published
) -> None:
    await staff.post("/api/registry/v1/network", content=network.encode())
    desna = (await staff.get("/api/registry/v1/offices/desna")).json()["office"]
    near = SITE | {"latitude": desna["latitude"], "longitude": desna["longitude"]}
    chosen = await staff.post(f"/api/registry/v1/offices/{desna['id']}/site", json=near)
    assert chosen.status_code == 200, chosen.text
    before = await published()
    assert (await staff.post("/api/registry/v1/network", content=network.encode())).status_code == 200
    assert await published() == before
    renamed = network.replace("Офіс взаємодії в Десні", "Офіс у Десні")
    assert (await staff.post("/api/registry/v1/network", content=renamed.encode())).status_code == 200
    assert await published() == [*before, "OfficeChanged"]
    shown = (await staff.get("/api/registry/v1/offices/desna")).json()["office"]
    assert (shown["name"], shown["address"], shown["status"]) == ("Офіс у Десні", SITE["address"], "site_chosen")
