"""Effects that show when they happen twice, and a projection that must equal the write side."""

from liaison_kit.migrations import run

revision = "0001"
down_revision = None


def upgrade() -> None:
    run("""
        create table tally (district uuid primary key, times integer not null);
        create table effect (
            id bigint generated always as identity primary key,
            district uuid not null,
            version integer not null
        );
        create table district_copy (id uuid primary key, version integer not null, name text not null);
    """)
