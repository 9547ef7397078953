"""Tickets and their scans, headcounts, the whole report with its corrections, locked periods, and feedback."""

from liaison_kit.migrations import run

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    run("""
        alter table sign_up add column arrived_at timestamptz,
            add column ticket text generated always as (
                left(encode(sha256(('ticket ' || token_hash)::bytea), 'hex'), 12)
            ) stored;
        create index ix_sign_up_ticket on sign_up (ticket);
        create table ticket_scan (
            id uuid primary key,
            event_id uuid not null references event,
            scanned_at timestamptz not null,
            received_at timestamptz not null,
            answer jsonb not null
        );
        create index ix_ticket_scan_event_id on ticket_scan (event_id);
        create table headcount (
            id uuid primary key,
            version integer not null,
            event_id uuid not null references event,
            line integer constraint ck_headcount_line check (line between 1 and 1000),
            sex text not null,
            age_group text not null,
            people integer not null constraint ck_headcount_people check (people >= 0)
        );
        create unique index uq_headcount_tally on headcount (event_id, sex, age_group) where line is null;
        create unique index uq_headcount_line on headcount (event_id, line) where line is not null;
        create table event_report (
            id uuid primary key references event,
            version integer not null,
            decisions jsonb not null,
            organisations jsonb not null,
            links jsonb not null,
            photos jsonb not null,
            given_at timestamptz not null,
            corrected_at timestamptz
        );
        create table correction (
            id uuid primary key,
            event_id uuid not null references event,
            at timestamptz not null,
            by uuid not null,
            what text not null,
            before jsonb not null,
            after jsonb not null,
            reason text not null constraint ck_correction_reason check (reason <> '')
        );
        create index ix_correction_event_id on correction (event_id, at);
        create function keep_correction() returns trigger language plpgsql as $$
        begin
            raise exception 'a correction is never changed or deleted';
        end $$;
        create trigger keep_correction before update or delete on correction
            for each row execute function keep_correction();
        create table period_lock (
            id uuid primary key,
            period text not null,
            starts_on date not null,
            ends_on date not null,
            locked_at timestamptz not null,
            locked_by uuid not null,
            unlocked_at timestamptz,
            unlocked_by uuid,
            unlocking_reason text,
            constraint ck_period_lock_order check (starts_on <= ends_on),
            constraint ck_period_lock_unlocking check (
                (unlocked_at is null) = (unlocked_by is null)
                and (unlocked_at is null) = (coalesce(unlocking_reason, '') = '')
            ),
            constraint ex_period_lock_days exclude using gist (
                daterange(starts_on, ends_on, '[]') with &&
            ) where (unlocked_at is null)
        );
        create table report_reminder (
            event_id uuid not null references event,
            days integer not null,
            told_at timestamptz not null,
            primary key (event_id, days)
        );
        create table feedback (
            id uuid primary key,
            event_id uuid not null references event,
            rating integer not null constraint ck_feedback_rating check (rating between 1 and 5),
            wave integer not null,
            understood integer not null constraint ck_feedback_understood check (understood between 1 and 5),
            comment text not null
        );
        create index ix_feedback_event_id on feedback (event_id);
        create table feedback_mark (
            event_id uuid not null references event,
            mark text not null,
            primary key (event_id, mark)
        );
    """)
