"""Several providers of a channel, and lanes: who carries a message, what its attempts cost, and how soon it leaves."""

from liaison_kit.migrations import run

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    run("""
        alter table delivery add column provider text;
        alter table delivery add column costless integer not null default 0;
        alter table delivery add column lane integer not null default 1;
        create index delivery_lane_due on delivery (lane, next_try_at) where next_try_at is not null;
    """)
