"""Figures by months, and what was told at each event, which counts where and when the event was held.

Months are filled from the days that are there. What was told at events is filled by `liaison replay reporting`.
"""

from liaison_kit.migrations import run

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    run("""
        create table month_figure (
            place_id uuid not null,
            month date not null,
            name text not null,
            number bigint not null,
            primary key (place_id, month, name)
        );
        create index ix_month_figure_zero on month_figure (number) where number = 0;
        create index ix_month_figure_name_month on month_figure (name text_pattern_ops, month);
        insert into month_figure (place_id, month, name, number)
            select place_id, date_trunc('month', day)::date, name, sum(number) from day_figure
            group by 1, 2, 3 having sum(number) <> 0;
        create index ix_day_figure_day on day_figure (day);
        create table event_tally (
            id uuid primary key,
            place_id uuid,
            day date,
            figures jsonb not null
        );
        create index ix_event_tally_nothing on event_tally (id)
            where place_id is null and day is null and figures = '{}'::jsonb;
        alter table contribution add column event_id uuid;
        create index ix_telling_family_day on telling (family, day, aggregate_id)
            where family in ('events', 'organisations', 'memoranda');
    """)
