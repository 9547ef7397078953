"""Tell the scorecard: of each commitment, once an hour where a number of today is another than the one told last."""

from datetime import timedelta

from liaison_kit import outbox
from liaison_kit.jobs import JobContext, every

from liaison_reporting.model.network import current_programme
from liaison_reporting.model.reports.report import Asked
from liaison_reporting.model.scorecard.scorecard import make_scorecard
from liaison_reporting.model.scorecard.telling import scorecard_news


@every(timedelta(hours=1))
async def tell_scorecard(context: JobContext) -> bool:
    async with context.transaction() as session:
        for programme in list(await session.scalars(current_programme())):
            news = await scorecard_news(session, await make_scorecard(session, Asked(programme=programme.code)))
            if news:
                outbox.publish(session, news)
    return False
