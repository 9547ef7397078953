"""Shards and leases of the relay, the fact log, what was heard and how far, second tries of the parked, the epoch."""

from liaison_kit.migrations import run

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # The transaction gets its number before the row does: what makes the relay's lower bound safe (see shard.py).
    run("""
        alter table outbox alter column id drop identity;
        create sequence outbox_id_seq owned by outbox.id;
        select setval('outbox_id_seq', (select coalesce(max(id), 0) + 1 from outbox), false);
        alter table outbox alter column id
            set default case when pg_current_xact_id() is not null then nextval('outbox_id_seq') end;
        alter table outbox add column shard smallint;
        alter table outbox add column logged boolean not null default true;
        alter table outbox add column refused text;
        create index outbox_shard_id on outbox (shard, id);
        create index outbox_unplaced on outbox (id) where shard is null;
        create index outbox_refused on outbox (shard) where refused is not null;

        create table relay_member (
            id uuid primary key,
            until timestamptz not null
        );
        create table relay_lease (
            shard smallint primary key,
            holder uuid,
            fence bigint not null default 0,
            until timestamptz not null default 'epoch'
        );
        create table epoch (
            epoch integer primary key,
            since timestamptz not null default now()
        );
        insert into epoch values (1);
        create table fact_log (
            id bigint not null,
            topic text not null,
            key text not null,
            version bigint not null,
            payload bytea not null,
            logged_at timestamptz not null default now()
        ) partition by range (logged_at);
        create table fact_log_rest partition of fact_log default;

        create table heard (
            topic text not null,
            key text not null,
            epoch integer not null,
            version bigint not null,
            primary key (topic, key)
        ) with (fillfactor = 80);
        create table progress (
            topic text not null,
            partition smallint not null,
            next_offset bigint not null,
            primary key (topic, partition)
        ) with (fillfactor = 50);
        create index inbox_received_at on inbox using brin (received_at);
        alter table parked add column attempts smallint not null default 0;
        alter table parked add column try_again_at timestamptz;
        alter table parked add column dropped_at timestamptz;
        alter table parked add column dropped_because text;
        create index parked_try_again on parked (try_again_at) where try_again_at is not null;
    """)
