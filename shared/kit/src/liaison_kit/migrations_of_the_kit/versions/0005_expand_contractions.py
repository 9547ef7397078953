"""What a schema has lost, and since which release nobody uses it: older programs refuse to start."""

from liaison_kit.migrations import run

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    run("""
        create table contraction (
            migration text not null,
            version_table text not null,
            unused_since text not null,
            at timestamptz not null default now(),
            primary key (version_table, migration)
        );
    """)
