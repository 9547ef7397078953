"""The first tables of the registry."""

from liaison_kit.migrations import run

revision = "0001"
down_revision = None


def upgrade() -> None:
    run("""
        create table district (
            id uuid primary key,
            version integer not null,
            code text not null unique,
            name text not null,
            name_en text not null,
            seat text not null,
            seat_en text not null,
            joined_on date not null
        );
        create table office (
            id uuid primary key,
            version integer not null,
            slug text not null unique,
            name text not null,
            name_en text not null,
            district_id uuid not null references district,
            district_name text not null,
            district_name_en text not null,
            address text not null,
            address_en text not null,
            latitude double precision not null,
            longitude double precision not null,
            phone text,
            status text not null,
            opened_on date,
            rooms jsonb not null,
            hours jsonb not null
        );
        create table cso (
            id uuid primary key,
            version integer not null,
            edrpou text not null unique,
            name text not null,
            status text not null,
            registered_on date,
            created_with_help boolean not null,
            district_id uuid references district
        );
        create table programme (
            id uuid primary key,
            version integer not null,
            code text not null unique,
            title text not null,
            title_en text not null,
            hromada_code text not null,
            hromada_name text not null,
            hromada_name_en text not null,
            starts_on date not null,
            ends_on date not null,
            targets jsonb not null,
            milestones jsonb not null,
            institutions jsonb not null
        );
        create table import_report (
            id uuid primary key,
            kind text not null,
            dry_run boolean not null,
            made_at timestamptz not null,
            counts jsonb not null,
            rejected jsonb not null
        );
    """)
