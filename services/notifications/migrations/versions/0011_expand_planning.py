"""Messages that are held, what each said of its event, reminders by event, and how many an address got of late."""

from liaison_kit.migrations import run

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    run("""
        insert into delivery_transition (from_status, to_status) values
            ('planned', 'held'), ('retry_wait', 'held'),
            ('held', 'claimed'), ('held', 'expired'), ('held', 'suppressed'), ('held', 'cancelled');
        alter table delivery add column said text;
        alter table delivery add column known text;
        alter table delivery add column since timestamptz;
        alter table delivery add column starts_at timestamptz;
        alter table delivery add column useful_until timestamptz;
        alter table delivery add constraint ck_delivery_held
            check (status <> 'held' or next_try_at is not null and reason is not null);
        alter table event_copy add column known text;
        alter table event_copy add column reminder_hours text;
        create index event_copy_ends_at on event_copy (ends_at);
        create table recipient_count (
            key text not null,
            since timestamptz not null,
            count integer not null,
            primary key (key, since)
        );
        create index recipient_count_since on recipient_count (since);
    """)
