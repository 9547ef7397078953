"""The first tables of the events service."""

from liaison_kit.migrations import run

revision = "0001"
down_revision = None


def upgrade() -> None:
    run("""
        create extension if not exists btree_gist;
        create table office_copy (
            id uuid primary key,
            version integer not null,
            slug text not null,
            name text not null,
            name_en text not null,
            address text not null,
            address_en text not null,
            district_name text not null,
            district_name_en text not null,
            status text not null,
            opened_on date,
            rooms jsonb not null
        );
        create index ix_office_copy_rooms on office_copy using gin (rooms jsonb_path_ops);
        create table sealing_key_copy (
            id uuid primary key,
            version integer not null,
            public_key text not null
        );
        create table event (
            id uuid primary key,
            version integer not null,
            title text not null,
            description text not null,
            kind text not null,
            tools jsonb not null,
            status text not null,
            office_id uuid not null,
            office_slug text not null,
            office_name text not null,
            office_name_en text not null,
            room_id uuid not null,
            room_name text not null,
            room_name_en text not null,
            address text not null,
            address_en text not null,
            starts_at timestamptz not null,
            ends_at timestamptz not null,
            capacity integer not null constraint ck_event_capacity check (capacity > 0),
            attendance integer,
            outcome text,
            cancellation_reason text,
            backdating_reason text,
            constraint ck_event_order check (starts_at < ends_at),
            constraint ex_event_room_time exclude using gist (
                room_id with =, tstzrange(starts_at, ends_at) with &&
            ) where (status <> 'cancelled')
        );
        create index ix_event_starts_at on event (starts_at);
        create index ix_event_ends_at on event (ends_at);
        create table sign_up (
            id uuid primary key,
            version integer not null,
            event_id uuid not null references event,
            name text,
            phone text,
            email text,
            party_size integer not null constraint ck_sign_up_party_size check (party_size > 0),
            status text not null,
            present integer not null constraint ck_sign_up_present check (present >= 0),
            token_hash text not null unique,
            created_at timestamptz not null
        );
        create index ix_sign_up_event_id on sign_up (event_id);
        create unique index uq_sign_up_phone on sign_up (event_id, phone) where status = 'confirmed';
        create unique index uq_sign_up_email on sign_up (event_id, lower(email)) where status = 'confirmed';
    """)
