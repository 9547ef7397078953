"""Receipts: what providers say became of messages, every one of them as it came, without anybody's number."""

from liaison_kit.migrations import run

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    run("""
        create table receipt (
            id uuid primary key,
            provider text not null,
            message text not null,
            says text not null check (says in ('under_way', 'delivered', 'undelivered', 'not_reached')),
            part integer check (part >= 1),
            parts integer check (parts >= 1),
            code text,
            raw jsonb not null,
            received_at timestamptz not null,
            delivery_id uuid,
            outcome text check (outcome in ('counted', 'foreign')),
            next_try_at timestamptz,
            constraint ck_receipt_counted check (outcome is distinct from 'counted' or delivery_id is not null),
            constraint ck_receipt_part check ((part is null) = (parts is null)),
            constraint ck_receipt_waits check ((outcome is null) = (next_try_at is not null))
        );
        create index receipt_waiting on receipt (next_try_at) where next_try_at is not null;
        create index receipt_message on receipt (message) where next_try_at is not null;
        create index receipt_delivery_id on receipt (delivery_id) where delivery_id is not null;
        create index receipt_received_at on receipt (received_at);
        alter table delivery add column poll_at timestamptz;
        create index delivery_provider_id on delivery (provider_id) where provider_id is not null;
        create index delivery_accepted on delivery (provider, finished_at) where status = 'accepted';
        insert into delivery_transition (from_status, to_status) values
            ('accepted', 'delivered'), ('accepted', 'undelivered'), ('unknown', 'delivered'),
            ('unknown', 'undelivered'), ('retry_wait', 'delivered'), ('undelivered', 'delivered');
    """)
