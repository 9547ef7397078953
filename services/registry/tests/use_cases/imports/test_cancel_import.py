"""Cancelling an import; how one goes on is tested with the job that takes imports over."""

import httpx
from liaison_kit.database import new_id


async def test_an_import_that_is_over_cannot_be_stopped(staff: httpx.AsyncClient) -> None:
    done = await staff.post("/api/registry/v1/cso/import", content="ЄДРПОУ;Назва\n99000376;ГО".encode())
    answer = await staff.post(f"/api/registry/v1{done.headers['location']}/cancel")
    assert answer.status_code == 409
    assert "over already" in answer.json()["detail"]
    assert (await staff.post(f"/api/registry/v1/network/imports/{new_id()}/cancel")).status_code == 404


async def test_it_is_for_staff(client: httpx.AsyncClient) -> None:
    assert (await client.post(f"/api/registry/v1/network/imports/{new_id()}/cancel")).status_code == 401
