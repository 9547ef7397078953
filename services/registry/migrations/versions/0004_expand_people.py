"""The key that letters are sealed for, and which administrators are for emergencies."""

from liaison_kit.migrations import run

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    run("""
        create table sealing_key_copy (
            id uuid primary key,
            version integer not null,
            public_key text not null
        );
        alter table staff add column break_glass boolean not null default false;
    """)
