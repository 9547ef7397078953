"""When a message could first be sent, and when a provider had it: how long people wait is a figure."""

from liaison_kit.migrations import run

revision = "0014"
down_revision = "0012"


def upgrade() -> None:
    run("""
        alter table delivery add column due_at timestamptz;
        alter table delivery add column accepted_at timestamptz;
        insert into delivery_transition (from_status, to_status) values ('held', 'delivered');
        create index delivery_waited_for on delivery (coalesce(due_at, next_try_at));
    """)
