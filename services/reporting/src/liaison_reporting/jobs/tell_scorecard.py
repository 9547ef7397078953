"""Tell the scorecard: of each commitment, once an hour where a number of today is another than the one told last."""

from datetime import timedelta

from liaison_kit import outbox
from liaison_kit.jobs import JobContext, every
from sqlalchemy import text

from liaison_reporting.model.network import programmes
from liaison_reporting.model.reports.report import Asked
from liaison_reporting.model.scorecard.scorecard import make_scorecard
from liaison_reporting.model.scorecard.telling import scorecard_news

ONE_AT_A_TIME = text("select pg_try_advisory_xact_lock(7237242)")


@every(timedelta(hours=1))
async def tell_scorecard(context: JobContext) -> bool:
    async with context.transaction() as session:
        if not await session.scalar(ONE_AT_A_TIME):
            return False
        for programme in await programmes(session):
            news = await scorecard_news(session, await make_scorecard(session, Asked(programme=programme.code)))
            if news:
                outbox.publish(session, news)
    return False
