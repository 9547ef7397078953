"""The projection that the bench service builds; whoever waits for a row is told when it can be seen."""

from liaison_kit.migrations import run

revision = "0001"
down_revision = None


def upgrade() -> None:
    run("""
        create table joined_district (
            id uuid primary key,
            version bigint not null,
            name text not null,
            applied_at timestamptz not null default now()
        );
    """)
