"""Which districts' population has been told, in which version: what is there already is told once by a job."""

from liaison_kit.migrations import run

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    run("""
        create table told_population (
            id uuid primary key references district,
            version integer not null
        );
    """)
