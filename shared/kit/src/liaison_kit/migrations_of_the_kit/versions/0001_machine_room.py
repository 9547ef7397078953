"""The machine room: outbox, inbox, parked records, answers."""

from liaison_kit.migrations import run

revision = "0001"
down_revision = None


def upgrade() -> None:
    run("""
        create table outbox (
            id bigint generated always as identity primary key,
            topic text not null,
            key text not null,
            version bigint not null,
            payload bytea not null,
            created_at timestamptz not null default now(),
            unique (topic, key, version)
        ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
        create table inbox (
            consumer text not null,
            fact_id uuid not null,
            received_at timestamptz not null default now(),
            primary key (consumer, fact_id)
        );
        create table parked (
            id bigint generated always as identity primary key,
            topic text not null,
            partition smallint not null,
            "offset" bigint not null,
            key bytea,
            value bytea,
            headers jsonb not null,
            reason text not null,
            parked_at timestamptz not null default now(),
            unique (topic, partition, "offset")
        );
        create index parked_key on parked (key);
        create table answer (
            key_hash bytea primary key,
            request_hash bytea not null,
            sealed bytea,
            created_at timestamptz not null default now()
        );
    """)
