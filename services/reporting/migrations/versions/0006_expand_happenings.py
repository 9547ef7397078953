"""What happened to offices, commitments and staff, fact by fact; completion as confirmed; the scorecard as told.

All of it is filled by reactions, which begin with the oldest record that Kafka keeps.
"""

from liaison_kit.migrations import run

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    run("""
        create table happening (
            id uuid primary key,
            version integer not null,
            recorded_at timestamptz not null,
            subject_id uuid not null,
            sequence bigint not null,
            type text not null,
            occurred_on date not null,
            said jsonb not null
        );
        create index ix_happening_type_occurred_on on happening (type, occurred_on);
        create index ix_happening_recorded_at on happening (recorded_at);
        create table completion (
            id uuid primary key,
            version integer not null,
            recorded_at timestamptz not null,
            programme_id uuid not null,
            level text not null,
            proposed text not null,
            reason text not null,
            reason_en text not null,
            confirmed_on date not null
        );
        create index ix_completion_recorded_at on completion (recorded_at);
        create table told_scorecard (
            id uuid primary key,
            version bigint not null,
            recorded_at timestamptz not null,
            numbers jsonb not null
        );
        create index ix_told_scorecard_recorded_at on told_scorecard (recorded_at);
        create index ix_day_figure_name_day on day_figure (name text_pattern_ops, day);
        create index ix_telling_family_place_id_day on telling (family, place_id, day);
    """)
