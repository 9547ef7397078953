"""Districts, and which command made which of their versions."""

from liaison_kit.migrations import run

revision = "0001"
down_revision = None


def upgrade() -> None:
    run("""
        create table district (id uuid primary key, version integer not null, name text not null);
        create table command (command uuid not null, district uuid not null, version integer not null);
        insert into district select gen_random_uuid(), 0, '' from generate_series(1, 50);
    """)
