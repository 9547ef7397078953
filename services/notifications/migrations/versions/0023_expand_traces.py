"""What waits remembers the trace that it belongs to: of what planned a message, and of what asked for one."""

from liaison_kit.migrations import run

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    run("""
        alter table delivery add column traceparent text;
        alter table message_request add column traceparent text;
    """)
