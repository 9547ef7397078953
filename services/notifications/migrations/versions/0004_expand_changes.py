"""Messages about changes of an event, and reminders: which version of the event they were about."""

from liaison_kit.migrations import run

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    run("""
        alter table event_copy add column modified_at timestamptz;
        alter table delivery add column event_version integer;
        create index event_copy_starts_at on event_copy (starts_at) where status = 'scheduled';
    """)
