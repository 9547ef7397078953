"""What the programme is measured by: population, the baseline, targets by page; and its risks and lessons."""

from liaison_kit.migrations import run

revision = "0014"
down_revision = "0013"

TABLES = """
alter table population add column source text, add column as_of date;
alter table import_report add column differences jsonb not null default '[]';
alter table programme add column district_targets jsonb not null default '[]',
    add column lessons jsonb not null default '[]';
create table baseline (
    id uuid primary key references district, version int not null
);
create table baseline_activity (
    id uuid primary key, district_id uuid not null references baseline, month date not null,
    kind text not null constraint ck_baseline_activity_kind check (kind in ('events', 'event_visits', 'consultations',
        'csos_registered', 'appeals', 'petitions', 'budget_projects', 'hearings', 'discussions')),
    number int not null constraint ck_baseline_activity_number check (number >= 0),
    source text not null, as_of date not null,
    constraint ck_baseline_activity_month check (extract(day from month) = 1),
    constraint uq_baseline_activity_district_id unique (district_id, month, kind)
);
create table target (
    id uuid primary key, version int not null, place bigint generated always as identity, key text not null,
    title text not null, title_en text not null, goal int not null constraint ck_target_goal check (goal > 0),
    by date, district_id uuid references district, in_file jsonb, withdrawn_on date, withdrawal_reason text,
    constraint ck_target_withdrawn check ((withdrawn_on is null) = (withdrawal_reason is null))
);
create unique index uq_target_key on target (key, district_id) nulls not distinct where withdrawn_on is null;
create table risk (
    id uuid primary key, version int not null, title text not null, cause text not null,
    probability int not null constraint ck_risk_probability check (probability between 1 and 3),
    impact int not null constraint ck_risk_impact check (impact between 1 and 3),
    response text not null,
    owner_role text not null constraint ck_risk_owner_role check (owner_role in ('worker', 'coordinator', 'analyst',
        'administrator')),
    review_by date not null, closed_on date, closing_reason text,
    constraint ck_risk_closed check ((closed_on is null) = (closing_reason is null))
);
create table risk_change (
    risk_id uuid not null references risk, version int not null, made_at timestamptz not null, account_id uuid not null,
    changes jsonb not null, primary key (risk_id, version)
);
create table lesson (
    id uuid primary key, version int not null, learned_on date not null,
    kind text not null constraint ck_lesson_kind check (kind in ('advice', 'experience')),
    institution text not null, topic text not null, outcome text not null, link text,
    milestone int constraint ck_lesson_milestone check (milestone > 0), recorded_at timestamptz not null,
    withdrawn_on date, withdrawal_reason text,
    constraint ck_lesson_withdrawn check ((withdrawn_on is null) = (withdrawal_reason is null))
);
create index ix_lesson_learned_on on lesson (learned_on desc, id desc)
"""

STAYS = """
create function risk_change_stays() returns trigger language plpgsql as $$
begin
    raise exception 'the history of a risk is never changed'
        using errcode = 'check_violation', constraint = 'ck_risk_change_stays';
end $$
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        run(statement)
    run(STAYS)
    run("""
        create trigger risk_change_stays before update or delete on risk_change
            for each row execute function risk_change_stays();
        insert into target (id, version, key, title, title_en, goal, in_file)
            select gen_random_uuid(), 1, t ->> 'key', t ->> 'title', t ->> 'title_en', (t ->> 'goal')::int, t
            from programme, jsonb_array_elements(targets) with ordinality as listed (t, place) order by place;
    """)
