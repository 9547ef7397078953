"""The feed of public facts, and webhooks that deliver it.

A record of the feed keeps its place for ever: what is superseded or past its time is emptied, never removed, so that a
cursor can always show that it was made by this feed and not by one that a restored backup has forgotten.
"""

from liaison_kit.migrations import run

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    run("""
        create table feed_record (
            position bigint primary key,
            topic text not null,
            key text not null,
            fact_id uuid not null unique,
            recorded_at timestamptz not null,
            value bytea
        );
        create index ix_feed_record_topic_position on feed_record (topic, position) where value is not null;
        create index ix_feed_record_topic_key_position on feed_record (topic, key, position) where value is not null;
        create table feed_place (
            topic text not null,
            partition smallint not null,
            next_offset bigint not null,
            primary key (topic, partition)
        );
        create table webhook (
            id uuid primary key,
            version integer not null,
            name text not null,
            url text not null,
            topics jsonb not null,
            secret text not null,
            old_secret text,
            old_secret_until timestamptz,
            created_at timestamptz not null,
            position bigint not null,
            failures integer not null default 0,
            failing_since timestamptz,
            next_try_at timestamptz not null,
            claimed_until timestamptz,
            test_asked_at timestamptz,
            disabled_at timestamptz,
            disabled_because text
        );
        create table webhook_attempt (
            id uuid primary key,
            webhook_id uuid not null references webhook (id) on delete cascade,
            at timestamptz not null,
            fact_id uuid,
            topic text,
            outcome text not null,
            status smallint,
            milliseconds integer not null
        );
        create index ix_webhook_attempt_webhook_id_at on webhook_attempt (webhook_id, at desc);
        create index ix_webhook_attempt_at on webhook_attempt (at);
    """)
