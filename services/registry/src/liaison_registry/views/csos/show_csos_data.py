"""Show the CSOs as open data: one line each, for spreadsheets and programs."""

import csv
import io
from typing import Annotated

from fastapi import Query, Response
from liaison_contracts.registry import CSOState
from liaison_kit import clock, web
from liaison_kit.formats.spreadsheets import BYTE_ORDER_MARK, harmless
from liaison_kit.identity import ANYBODY
from liaison_kit.rates import Kind, counted_as
from liaison_kit.web import Session
from pydantic import Field
from sqlalchemy import select

from liaison_registry.model import CSO, District
from liaison_registry.model.csos.directory import CSOFilter

COLUMNS = (
    *("org_id", "edrpou", "name", "status", "registered_on", "dissolved_on", "district", "areas", "created_with_help"),
    *("phone", "email", "website", "address", "memorandum_signed_on", "memorandum_valid_until", "network_since"),
)

router = web.router(ANYBODY)


class Wanted(CSOFilter):
    """`bom` puts a byte-order mark in front, which Excel needs for Cyrillic."""

    bom: bool = Field(False)


@router.get(
    "/cso.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}},
    dependencies=[counted_as(Kind.EXPORT)],
)
async def show_csos_data(session: Session, wanted: Annotated[Wanted, Query()]) -> Response:
    """CSV by RFC 4180 in UTF-8, the same filter as the list. Several areas in a cell are separated by a space."""
    chosen = select(CSO, District.name).outerjoin(District, District.id == CSO.district_id)
    rows = await session.execute(chosen.where(*wanted.conditions(clock.today())).order_by(CSO.name, CSO.edrpou))
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(COLUMNS)
    writer.writerows(_line(cso.state(), district) for cso, district in rows)
    content = (BYTE_ORDER_MARK if wanted.bom else "") + sheet.getvalue()
    headers = {"Content-Disposition": 'attachment; filename="liaison-cso.csv"'}
    return Response(content, headers=headers, media_type="text/csv; charset=utf-8")


def _line(cso: CSOState, district: str | None) -> list[str]:
    said = cso.model_dump(mode="json") | {
        "district": district,
        "areas": " ".join(cso.areas),
        "created_with_help": str(cso.created_with_help).lower(),
        "memorandum_signed_on": cso.memorandum and cso.memorandum.signed_on,
        "memorandum_valid_until": cso.memorandum and cso.memorandum.valid_until,
    }
    return [harmless(str(said[column] or "")) for column in COLUMNS]
