"""Appointments: kept as events of two are, and told from them."""

from liaison_kit.migrations import run

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    run("""
        alter table event_copy add column kind text not null default 'event'
            constraint ck_event_copy_kind check (kind in ('event', 'appointment'));
    """)
