"""What a cursor of the feed proves itself by: all that stands before it, and not the last record alone.

Records from before have none; their cursors go on to prove themselves by the record's id.
"""

from liaison_kit.migrations import run

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    run("alter table feed_record add column chain uuid")
