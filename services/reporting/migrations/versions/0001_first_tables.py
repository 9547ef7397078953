"""The first tables of reporting: each is made from one kind of fact."""

from liaison_kit.migrations import run

revision = "0001"
down_revision = None


def upgrade() -> None:
    run("""
        create table programme_copy (
            id uuid primary key,
            version integer not null,
            recorded_at timestamptz not null,
            code text not null,
            title text not null,
            title_en text not null,
            hromada_name text not null,
            hromada_name_en text not null,
            starts_on date not null,
            ends_on date not null,
            targets jsonb not null,
            milestones jsonb not null,
            institutions jsonb not null
        );
        create table district_copy (
            id uuid primary key,
            version integer not null,
            recorded_at timestamptz not null,
            code text not null,
            name text not null,
            name_en text not null
        );
        create table office_copy (
            id uuid primary key,
            version integer not null,
            recorded_at timestamptz not null,
            slug text not null,
            name text not null,
            name_en text not null,
            district_id uuid not null,
            district_name text not null,
            district_name_en text not null,
            status text not null,
            opened_on date
        );
        create index ix_office_copy_slug on office_copy (slug);
        create table organisation_created (
            id uuid primary key,
            version integer not null,
            recorded_at timestamptz not null,
            name text not null,
            edrpou text not null,
            registered_on date not null,
            created_with_help boolean not null,
            district_id uuid
        );
        create table held_event (
            id uuid primary key,
            version integer not null,
            recorded_at timestamptz not null,
            office_id uuid not null,
            office_name text not null,
            title text not null,
            kind text not null,
            tools jsonb not null,
            held_on date not null,
            attendance integer not null
        );
        create index ix_held_event_office_id_held_on on held_event (office_id, held_on);
        create index ix_held_event_recorded_at on held_event (recorded_at);
    """)
