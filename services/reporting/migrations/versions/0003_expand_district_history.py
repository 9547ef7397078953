"""Which district an office belonged to when, and since when and until when there is a district: figures of the past."""

from liaison_kit.migrations import run

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    # Of districts that were told before: known from their next fact, or once reporting was replayed.
    run("""
        alter table district_copy
            add column joined_on date,
            add column ended_on date,
            add column former_names jsonb not null default '[]',
            add column predecessors jsonb not null default '[]';
        alter table office_copy add column former_districts jsonb not null default '[]';
        alter table organisation_created add column former_districts jsonb not null default '[]';
    """)
