"""Adding a photo of an office."""

import io
from collections.abc import Awaitable, Callable

import httpx
import pytest
from liaison_registry.model import Office
from PIL import Image

from services.registry.tests.offices import HALL, done

Published = Callable[[], Awaitable[list[str]]]
ALT = {"alt": "Вхід, ліворуч пандус", "alt_en": "The entrance, with a ramp to the left"}


def jpeg(size: tuple[int, int] = (80, 60)) -> bytes:
    made = io.BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(made, "JPEG", quality=100)
    return made.getvalue()


async def test_residents_see_it_and_it_may_be_kept(
    staff: httpx.AsyncClient, office: Office, published: Published
) -> None:
    content = jpeg((1200, 900))
    assert len(content) > 1024 * 1024
    form = {"_page": "/offices/khutory/photos", **ALT}
    answer = await staff.post(f"/offices/{office.id}/photos", data=form, files={"file": ("x.html", content)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/offices/khutory/photos")
    [photo] = (await staff.get("/api/registry/v1/offices/khutory")).json()["office"]["photos"]
    assert (photo["alt_en"], photo["width"], photo["height"]) == (ALT["alt_en"], 1200, 900)
    picture = await staff.get(f"/offices/khutory/photos/{photo['id']}")
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/jpeg")
    assert picture.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert picture.headers["x-content-type-options"] == "nosniff"
    assert (await staff.get(f"/offices/elsewhere/photos/{photo['id']}")).status_code == 404
    page = (await staff.get("/offices/khutory")).text
    assert f'src="/offices/khutory/photos/{photo["id"]}" alt="{ALT["alt"]}"' in page
    assert f'/offices/khutory/photos/{photo["id"]}"]' in page
    assert await published() == ["OfficeChanged"]


async def test_a_photo_of_a_room_stands_with_the_room(staff: httpx.AsyncClient, office: Office) -> None:
    room = (await done(staff, office, "rooms", HALL))["rooms"][0]["id"]
    for where in ("", room):
        form = {"_page": "/offices/khutory/photos", "room_id": where, **ALT}
        assert (
            await staff.post(f"/offices/{office.id}/photos", data=form, files={"file": ("x", jpeg())})
        ).status_code == 303
    outside, inside = (await staff.get("/api/registry/v1/offices/khutory")).json()["office"]["photos"]
    assert (outside["room_id"], inside["room_id"]) == (None, room)
    page = (await staff.get("/offices/khutory?lang=en")).text
    rooms = page.index(">Rooms<")
    assert page.index(f'/photos/{outside["id"]}" alt') < rooms < page.index(f'/photos/{inside["id"]}" alt')


async def test_another_offices_room_is_none_of_the_list(staff: httpx.AsyncClient, office: Office) -> None:
    await done(staff, office, "rooms", HALL)
    form = {"_page": "/offices/khutory/photos", "room_id": str(office.id), **ALT}
    answer = await staff.post(f"/offices/{office.id}/photos", data=form, files={"file": ("x", jpeg())})
    assert answer.status_code == 422
    assert 'id="room_id-error"' in answer.text


async def test_without_words_for_those_who_do_not_see_it_is_refused_and_what_was_typed_stays(
    staff: httpx.AsyncClient, office: Office, published: Published
) -> None:
    form = {"_page": "/offices/khutory/photos", "alt": "Двері"}
    answer = await staff.post(f"/offices/{office.id}/photos", data=form, files={"file": ("x.jpg", jpeg())})
    assert answer.status_code == 422
    assert 'id="alt_en-error"' in answer.text
    assert 'value="Двері"' in answer.text
    assert await published() == []


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"%PDF-1.7\n%%EOF", jpeg()[:300]])
async def test_what_is_no_picture_is_refused(staff: httpx.AsyncClient, office: Office, content: bytes) -> None:
    form = {"_page": "/offices/khutory/photos", **ALT}
    answer = await staff.post(f"/offices/{office.id}/photos", data=form, files={"file": ("x.jpg", content)})
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text


async def test_one_that_is_too_large_is_not_even_read(staff: httpx.AsyncClient, office: Office) -> None:
    address = f"/api/registry/v1/offices/{office.id}/photos"
    answer = await staff.post(address, params=ALT, content=b"\xff" * (6 * 1024 * 1024))
    assert answer.status_code == 413
