"""A notice that an office puts up for residents, one at a time, until its time."""

from liaison_kit.migrations import run

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    run("""
        create table office_notice (
            id uuid primary key,
            version integer not null,
            office_id uuid not null references office,
            text text not null check (text <> ''),
            text_en text,
            until timestamptz not null,
            constraint uq_office_notice_office_id unique (office_id)
        )
    """)
