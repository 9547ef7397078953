"""Series of events; drafts; where an event takes place, who holds it and for whom; when it changed last."""

from liaison_kit.migrations import run

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    run("""
        create table series (
            id uuid primary key,
            version integer not null,
            office_id uuid not null,
            repeats text not null,
            rule text not null,
            skipped jsonb not null,
            created_at timestamptz not null
        );
        alter table event add column series_id uuid references series,
            add column original_start timestamptz,
            add column changed_alone boolean not null default false,
            add column modified_at timestamptz not null default now(),
            add constraint ck_event_series check ((series_id is null) = (original_start is null)),
            add constraint uq_event_series_original_start unique (series_id, original_start);
        alter table event add column started_at timestamptz,
            add column mode text not null default 'room',
            add column online_link text,
            add column organiser text,
            add column language text not null default 'uk',
            add column accessibility jsonb not null default '[]',
            add column age_from integer,
            add column age_to integer,
            add constraint ck_event_online_link check (mode not in ('online', 'hybrid') or online_link is not null),
            add constraint ck_event_ages check (age_from <= age_to);
        create table event_draft (
            id uuid primary key,
            version integer not null,
            office_id uuid not null,
            plan jsonb not null,
            saved_at timestamptz not null
        );
        create index event_draft_office_id on event_draft (office_id);
    """)
