"""What the world is told of a bulletin: in fives, and nothing below five, so that nobody is found."""

from typing import Any

from liaison_contracts.notifications import BulletinTotal

from liaison_notifications.model.bulletins.bulletin import Bulletin
from liaison_notifications.model.bulletins.counts import BulletinOutcome, Counts
from liaison_notifications.model.consent.totals import told

TOLD = (BulletinOutcome.SENT, BulletinOutcome.FAILED, BulletinOutcome.IN_DOUBT, BulletinOutcome.NOT_SENT)


def told_of(bulletin: Bulletin, counts: Counts) -> dict[str, Any]:
    """The fields of a fact about its end."""
    totals = [
        BulletinTotal(channel=channel, **{what: told(counts.get((channel, what), 0)) for what in TOLD})
        for channel in bulletin.channels
    ]
    about = {"districts": bulletin.district_ids, "kinds": bulletin.kinds, "totals": totals}
    return {"bulletin_id": bulletin.id, "version": bulletin.version, **about}
