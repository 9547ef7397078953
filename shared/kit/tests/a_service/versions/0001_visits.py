"""A table with an effect that shows when it happens twice."""

from liaison_kit.migrations import run

revision = "0001"
down_revision = None


def upgrade() -> None:
    run("""
        create table visit (district uuid primary key, times integer not null);
    """)
