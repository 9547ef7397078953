"""Show a file to fill in with the baseline: a row for each month of each district."""

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session

from liaison_registry.model.programme.baseline import empty_file
from liaison_registry.model.programme.figures import districts_of

router = web.router(for_the_network(Role.COORDINATOR))


@router.get("/programme/baseline/template.csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
async def show_baseline_template(session: Session) -> Response:
    """For last year; with a byte-order mark and semicolons, as spreadsheets in Ukraine expect."""
    content = empty_file(await districts_of(session), clock.today().year - 1)
    headers = {"Content-Disposition": 'attachment; filename="baseline-template.csv"'}
    return Response(content, headers=headers, media_type="text/csv; charset=utf-8")
