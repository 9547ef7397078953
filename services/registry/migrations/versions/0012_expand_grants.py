"""Grant competitions; the database itself refuses what must not be: double scores, illegal moves, too much money."""

from liaison_kit.migrations import run

revision = "0012"
down_revision = "0011"

TABLES = """
create table grant_call (
    id uuid primary key,
    version integer not null,
    slug text not null unique,
    title text not null,
    title_en text,
    description text not null,
    description_en text,
    who_may text not null,
    who_may_en text,
    total bigint not null,
    largest bigint not null,
    criteria jsonb not null,
    opens_at timestamptz not null,
    closes_at timestamptz not null,
    evaluators_needed integer not null,
    status text not null,
    scoring_ended_at timestamptz,
    decided_on date,
    finished_on date,
    constraint ck_grant_call_money check (largest > 0 and largest <= total),
    constraint ck_grant_call_time check (opens_at < closes_at),
    constraint ck_grant_call_evaluators_needed check (evaluators_needed > 0),
    constraint ck_grant_call_status check (status in ('draft', 'open', 'closed', 'decided', 'finished')),
    constraint ck_grant_call_decided check ((status in ('decided', 'finished')) = (decided_on is not null)),
    constraint ck_grant_call_finished check ((status = 'finished') = (finished_on is not null)),
    constraint ck_grant_call_ranked check (decided_on is null or scoring_ended_at is not null)
);
create index ix_grant_call_closes_at on grant_call (closes_at) where status = 'open';
create table grant_application (
    id uuid primary key,
    version integer not null,
    call_id uuid not null references grant_call,
    cso_id uuid not null references cso,
    title text not null,
    summary text not null,
    budget jsonb not null,
    requested bigint not null constraint ck_grant_application_requested check (requested > 0),
    contact_name text,
    contact_phone text,
    contact_email text,
    token_hash text not null unique,
    entered_by uuid,
    submitted_at timestamptz not null,
    status text not null,
    eligibility_reason text,
    checked_by uuid,
    checked_at timestamptz,
    proposed bigint not null,
    constraint ck_grant_application_proposed check (proposed between 0 and requested),
    constraint ck_grant_application_checked check (status in ('submitted', 'withdrawn') or checked_at is not null),
    constraint ck_grant_application_reason check (status <> 'ineligible' or eligibility_reason is not null)
);
create index ix_grant_application_call_id on grant_application (call_id);
create index ix_grant_application_cso_id on grant_application (cso_id);
create table grant_evaluation (
    application_id uuid not null references grant_application,
    evaluator_id uuid not null,
    comment text,
    given_at timestamptz not null,
    primary key (application_id, evaluator_id)
);
create table grant_score (
    application_id uuid not null,
    evaluator_id uuid not null,
    criterion integer not null,
    points integer not null constraint ck_grant_score_points check (points between 0 and 10),
    primary key (application_id, evaluator_id, criterion),
    foreign key (application_id, evaluator_id) references grant_evaluation
);
create table grant_conflict (
    application_id uuid not null references grant_application,
    evaluator_id uuid not null,
    reason text not null,
    declared_at timestamptz not null,
    primary key (application_id, evaluator_id)
);
create table grant_award (
    id uuid primary key,
    version integer not null,
    application_id uuid not null unique references grant_application,
    call_id uuid not null references grant_call,
    amount bigint not null constraint ck_grant_award_amount check (amount > 0),
    agreement_number text,
    signed_on date,
    report_due_on date,
    report_received_on date,
    annulled_on date,
    annulment_reason text,
    constraint ck_grant_award_annulled check (
        (annulled_on is null) = (annulment_reason is null) and (annulled_on is null or report_received_on is null)),
    constraint ck_grant_award_agreement check (num_nulls(agreement_number, signed_on, report_due_on) in (0, 3)),
    constraint ck_grant_award_report check (
        report_received_on is null or (signed_on is not null and report_received_on >= signed_on))
);
create index ix_grant_award_call_id on grant_award (call_id);
create table grant_transfer (
    id uuid primary key,
    award_id uuid not null references grant_award,
    amount bigint not null constraint ck_grant_transfer_amount check (amount > 0),
    transferred_on date not null,
    backdating_reason text,
    taken_back_on date,
    taken_back_because text,
    constraint ck_grant_transfer_taken_back check ((taken_back_on is null) = (taken_back_because is null))
);
create index ix_grant_transfer_award_id on grant_transfer (award_id);
"""

MOVES = """
create function grant_call_moves() returns trigger language plpgsql as $$
begin
    if (old.status, new.status) in (('draft', 'open'), ('open', 'closed'), ('closed', 'decided'),
        ('decided', 'finished')) then
        return new;
    end if;
    raise exception 'a grant call does not go from % to %', old.status, new.status
        using errcode = 'check_violation', constraint = 'ck_grant_call_moves';
end $$;
create trigger grant_call_moves before update of status on grant_call for each row
    when (old.status is distinct from new.status) execute function grant_call_moves();
create function grant_application_moves() returns trigger language plpgsql as $$
begin
    if (old.status, new.status) in (('submitted', 'eligible'), ('submitted', 'ineligible'), ('submitted', 'withdrawn'),
        ('eligible', 'ineligible'), ('ineligible', 'eligible'), ('eligible', 'withdrawn'), ('ineligible', 'withdrawn'),
        ('eligible', 'awarded'), ('eligible', 'declined')) then
        return new;
    end if;
    raise exception 'a grant application does not go from % to %', old.status, new.status
        using errcode = 'check_violation', constraint = 'ck_grant_application_moves';
end $$;
create trigger grant_application_moves before update of status on grant_application for each row
    when (old.status is distinct from new.status) execute function grant_application_moves();
"""

LIMITS = """
create function grant_application_is_in_time() returns trigger language plpgsql as $$
declare
    its_call grant_call;
begin
    -- Against the moment that is written, not this server's clock: a played year has its own.
    select * into its_call from grant_call where id = new.call_id for share;
    if its_call.status <> 'open' or new.submitted_at < its_call.opens_at or new.submitted_at >= its_call.closes_at then
        raise exception 'the call takes no applications'
            using errcode = 'check_violation', constraint = 'ck_grant_application_in_time';
    end if;
    if new.requested > its_call.largest then
        raise exception 'more than the largest grant'
            using errcode = 'check_violation', constraint = 'ck_grant_application_largest';
    end if;
    return new;
end $$;
create trigger grant_application_is_in_time before insert on grant_application
    for each row execute function grant_application_is_in_time();
create function grant_evaluation_counts() returns trigger language plpgsql as $$
begin
    if exists (select from grant_conflict as c
            where c.application_id = new.application_id and c.evaluator_id = new.evaluator_id) then
        raise exception 'a conflict of interest was declared'
            using errcode = 'check_violation', constraint = 'ck_grant_evaluation_conflict';
    end if;
    if not exists (select from grant_application as a join grant_call as c on c.id = a.call_id
            where a.id = new.application_id and a.status = 'eligible' and c.status = 'closed'
                and c.scoring_ended_at is null) then
        raise exception 'this application is not scored now'
            using errcode = 'check_violation', constraint = 'ck_grant_evaluation_time';
    end if;
    return new;
end $$;
create trigger grant_evaluation_counts before insert on grant_evaluation
    for each row execute function grant_evaluation_counts();
create function grant_awards_fit() returns trigger language plpgsql as $$
declare
    most bigint;
begin
    -- Locked, so that two awards at once see each other.
    select total into most from grant_call where id = new.call_id for update;
    if (select sum(amount) from grant_award where call_id = new.call_id and annulled_on is null) > most then
        raise exception 'the grants come to more than the call has'
            using errcode = 'check_violation', constraint = 'ck_grant_award_total';
    end if;
    if not exists (select from grant_application as a where a.id = new.application_id and a.call_id = new.call_id
            and a.requested >= new.amount) then
        raise exception 'more than was applied for'
            using errcode = 'check_violation', constraint = 'ck_grant_award_requested';
    end if;
    if new.annulled_on is not null and exists (
            select from grant_transfer where award_id = new.id and taken_back_on is null) then
        raise exception 'some of the grant is paid'
            using errcode = 'check_violation', constraint = 'ck_grant_award_annulled_unpaid';
    end if;
    return null;
end $$;
create trigger grant_awards_fit after insert or update of amount, call_id, annulled_on on grant_award
    for each row execute function grant_awards_fit();
create function grant_transfers_fit() returns trigger language plpgsql as $$
declare
    its_award grant_award;
begin
    select * into its_award from grant_award where id = new.award_id for update;
    if its_award.annulled_on is not null then
        raise exception 'the grant is annulled'
            using errcode = 'check_violation', constraint = 'ck_grant_transfer_annulled';
    end if;
    if its_award.signed_on is null or new.transferred_on < its_award.signed_on then
        raise exception 'no money before the agreement'
            using errcode = 'check_violation', constraint = 'ck_grant_transfer_agreement';
    end if;
    if (select sum(amount) from grant_transfer where award_id = new.award_id and taken_back_on is null)
            > its_award.amount then
        raise exception 'more was transferred than the grant'
            using errcode = 'check_violation', constraint = 'ck_grant_transfer_total';
    end if;
    return null;
end $$;
create trigger grant_transfers_fit after insert or update on grant_transfer
    for each row execute function grant_transfers_fit();
"""


def upgrade() -> None:
    run(TABLES)
    run(MOVES)
    run(LIMITS)
