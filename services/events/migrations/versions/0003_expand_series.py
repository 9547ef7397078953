"""Series of events; when an event changed last."""

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
            add column modified_at timestamptz,
            add constraint ck_event_series check ((series_id is null) = (original_start is null)),
            add constraint uq_event_series_original_start unique (series_id, original_start);
    """)
