"""The commitment's money: who promised it, what it is planned for, what it was spent on; never more than planned."""

from liaison_kit.migrations import run

revision = "0011"
down_revision = "0010"

FUNCTIONS = """
create function count_spending() returns trigger language plpgsql as $$
begin
    update budget_line set spent = spent + new.amount where id = new.line_id;
    return null;
end $$;
create function spending_stays() returns trigger language plpgsql as $$
begin
    raise exception 'a spending is corrected by another, never changed'
        using errcode = 'check_violation', constraint = 'ck_spending_stays';
end $$
"""


def upgrade() -> None:
    run("alter table programme add column funding jsonb")
    for function in FUNCTIONS.split(";\ncreate"):
        run(function if function.lstrip().startswith("create") else f"create{function}")
    run("""
        create table funding_source (
            id uuid primary key,
            name text not null,
            name_en text not null,
            kind text not null constraint ck_funding_source_kind check (kind in ('city_budget', 'donor', 'partner'))
        );
        create table pledge (
            id uuid primary key,
            source_id uuid not null references funding_source,
            amount bigint not null constraint ck_pledge_amount check (amount > 0),
            pledged_on date not null,
            withdrawn_on date,
            recorded_at timestamptz not null,
            constraint ck_pledge_days check (withdrawn_on >= pledged_on)
        );
        create index ix_pledge_source_id on pledge (source_id);
        create table budget_line (
            id uuid primary key,
            version integer not null,
            office_id uuid not null references office,
            kind text not null
                constraint ck_budget_line_kind check (kind in ('repair', 'equipment', 'staff', 'other')),
            planned bigint not null constraint ck_budget_line_planned check (planned >= 0),
            spent bigint not null default 0,
            constraint ck_budget_line_spent check (spent between 0 and planned),
            constraint uq_budget_line_office_id_kind unique (office_id, kind)
        );
        create table spending (
            id uuid primary key,
            line_id uuid not null references budget_line,
            amount bigint not null constraint ck_spending_amount check (amount <> 0),
            spent_on date not null,
            purpose text not null,
            document text,
            corrects uuid constraint uq_spending_corrects unique references spending,
            recorded_at timestamptz not null,
            constraint ck_spending_correction check ((amount < 0) = (corrects is not null))
        );
        create index ix_spending_line_id on spending (line_id);
        create index ix_spending_spent_on on spending (spent_on, id);
        create trigger count_spending after insert on spending for each row execute function count_spending();
        create trigger spending_stays before update or delete on spending
            for each row execute function spending_stays();
    """)
