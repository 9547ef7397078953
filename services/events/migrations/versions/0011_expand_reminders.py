"""When people are reminded of an event: as is usual, or as its office chose."""

from liaison_kit.migrations import run

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    run("""
        alter table event add column reminders text not null default 'usual'
            constraint ck_event_reminders check (reminders in ('usual', 'day', 'week', 'none'));
    """)
