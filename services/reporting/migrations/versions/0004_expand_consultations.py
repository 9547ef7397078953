"""Consultations, to be counted: where and when, and nothing of what they were about."""

from liaison_kit.migrations import run

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    run("""
        create table given_consultation (
            id uuid primary key,
            version integer not null,
            recorded_at timestamptz not null,
            office_id uuid not null,
            given_on date
        );
        create index ix_given_consultation_office_id_given_on on given_consultation (office_id, given_on);
        create index ix_given_consultation_recorded_at on given_consultation (recorded_at);
    """)
