"""An import of the state register is taken over row by row, its progress kept."""

from liaison_kit.migrations import run

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    run("""
        alter table import_report add column status text not null default 'done'
                constraint ck_import_report_status check (status in ('waiting', 'done', 'cancelled')),
            add column rows integer not null default 0,
            add column taken integer not null default 0,
            add column refused integer not null default 0,
            add column differing integer not null default 0;
        update import_report set refused = jsonb_array_length(rejected);
        create index ix_import_report_waiting on import_report (id) where status = 'waiting';
        create table import_row (
            import_id uuid not null references import_report on delete cascade,
            number integer not null,
            line integer not null,
            outcome text not null constraint ck_import_row_outcome
                check (outcome in ('waiting', 'added', 'unchanged', 'differs', 'refused')),
            edrpou text,
            name text,
            registered_on date,
            field text not null default '',
            sentence text not null default '',
            "values" jsonb not null default '{}',
            here jsonb not null default '{}',
            primary key (import_id, number)
        );
        create index ix_import_row_outcome on import_row (import_id, outcome, number);
    """)
