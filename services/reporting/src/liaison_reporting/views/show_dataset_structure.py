"""Show the structure of a dataset, as the national portal wants it: what each column is."""

from fastapi import Response
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.rates import Kind, counted_as

from liaison_reporting.model.open_data.known import dataset_called
from liaison_reporting.model.open_data.passport import structure

router = web.router(ANYBODY)


@router.get(
    "/data/sets/{dataset}/structure.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}},
    dependencies=[counted_as(Kind.EXPORT)],
)
async def show_dataset_structure(dataset: str) -> Response:
    """The same before and after its first edition."""
    headers = {"Content-Disposition": f'attachment; filename="{dataset}-structure.csv"'}
    return Response(structure(dataset_called(dataset)), media_type="text/csv; charset=utf-8", headers=headers)
