"""What is due is looked for by channel: what is stuck in one holds up nothing in the other."""

from liaison_kit.migrations import run

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    run("""
        create index delivery_channel_due on delivery (channel, lane, next_try_at)
            where status in ('planned', 'retry_wait', 'held');
    """)
