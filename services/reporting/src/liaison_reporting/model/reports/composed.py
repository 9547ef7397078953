"""Documents that are made of other reports: the same tables, so that no number is reckoned twice."""

from collections.abc import Awaitable, Callable, Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.reports.report import Asked, Report, Table

Make = Callable[[AsyncSession, Asked], Awaitable[Report]]
Others = Mapping[str, Make]
"""How reports are made, by name."""


async def tables_of(
    session: AsyncSession, others: Others, name: str, asked: Asked, keys: tuple[str, ...] = ()
) -> list[Table]:
    """Those of a report with these keys, in their order, or all of it; none where there is no such report or table."""
    if name not in others:
        return []
    found = {table.key: table for table in (await others[name](session, asked)).tables}
    wanted = [found[key] for key in keys or found if key in found]
    # Two reports may have a table of one key: in one document each needs its own.
    return [table.model_copy(update={"key": f"{name}-{table.key}"}) for table in wanted]
