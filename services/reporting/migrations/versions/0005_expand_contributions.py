"""What each fact adds to the figures, their sums by day, and all that was ever told of it.

They are filled by `liaison replay reporting`; consultations are counted here from now on, and given_consultation is
read no more.
"""

from liaison_kit.migrations import run

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    run("""
        create table day_figure (
            place_id uuid not null,
            day date not null,
            name text not null,
            number bigint not null,
            primary key (place_id, day, name)
        );
        create index ix_day_figure_zero on day_figure (number) where number = 0;
        create table contribution (
            id uuid primary key,
            version integer not null,
            recorded_at timestamptz not null,
            family text not null,
            aggregate_id uuid not null,
            place_id uuid not null,
            day date,
            figures jsonb not null,
            title text
        );
        create index ix_contribution_place_id_day on contribution (place_id, day);
        create index ix_contribution_recorded_at on contribution (recorded_at);
        create table telling (
            id uuid primary key,
            version integer not null,
            recorded_at timestamptz not null,
            family text not null,
            aggregate_id uuid not null,
            place_id uuid not null,
            day date,
            figures jsonb not null,
            title text,
            fact_id uuid not null,
            type text not null,
            sequence integer not null
        );
        create index ix_telling_aggregate_id_family_sequence on telling (aggregate_id, family, sequence desc);
        create index ix_telling_recorded_at on telling (recorded_at);
    """)
