"""Districts have a history: they are renamed, split and merged; on no day two districts have one seat or settlement."""

from liaison_kit.migrations import run

revision = "0013"
down_revision = "0012"

COLUMNS = """
alter table district
    add column ended_on date,
    add column former_names jsonb not null default '[]',
    add column settlements jsonb not null default '[]',
    add column predecessors jsonb not null default '[]',
    add column successors jsonb not null default '[]',
    add constraint ck_district_days check (ended_on > joined_on),
    add constraint ck_district_successors check ((ended_on is null) = (successors = '[]'));
alter table office add column former_districts jsonb not null default '[]';
alter table cso add column former_districts jsonb not null default '[]';
create index ix_office_district_id on office (district_id);
create index ix_initiative_group_district_id on initiative_group (district_id);
"""

# A district that is made of others may have the seat, and so the code, of one that ended. Checked when the transaction
# ends: a merge gives a settlement to one district before it takes it from another.
PERIODS = """
create extension if not exists btree_gist;
alter table district drop constraint district_code_key;
create index ix_district_code on district (code);
create table settlement_period (
    district_id uuid not null references district on delete cascade,
    code text not null constraint ck_settlement_period_code check (code ~ '^UA[0-9]{17}$'),
    since date not null,
    until date,
    primary key (district_id, code),
    constraint ck_settlement_period_days check (until > since),
    constraint ex_settlement_period_once exclude using gist (code with =, daterange(since, until) with &&)
        deferrable initially deferred
);
"""

FUNCTIONS = """
create function keep_settlement_periods() returns trigger language plpgsql as $$
begin
    delete from settlement_period where district_id = new.id;
    insert into settlement_period (district_id, code, since, until)
    select new.id, new.code, new.joined_on, new.ended_on
    union all
    select new.id, one.code, one.since, new.ended_on
    from jsonb_to_recordset(new.settlements) as one(code text, since date);
    if exists (select from settlement_period where district_id = new.id and since < new.joined_on) then
        raise exception 'a settlement cannot belong to a district before there is one'
            using errcode = 'check_violation', constraint = 'ck_settlement_period_since';
    end if;
    return null;
end $$;
create trigger keep_settlement_periods after insert or update of code, settlements, joined_on, ended_on on district
    for each row execute function keep_settlement_periods();
create function must_be_a_district() returns trigger language plpgsql as $$
begin
    -- Locked: whoever ends the district sees this row, or this one sees that it ended.
    if (select ended_on from district where id = new.district_id for share) is not null then
        raise exception 'this district was split or merged'
            using errcode = 'check_violation', constraint = 'ck_must_be_a_district';
    end if;
    return new;
end $$;
create trigger must_be_a_district before insert or update of district_id on office
    for each row execute function must_be_a_district();
create trigger must_be_a_district before insert or update of district_id on cso
    for each row execute function must_be_a_district();
create trigger must_be_a_district before insert or update of district_id on initiative_group
    for each row execute function must_be_a_district();
create function nothing_stays_behind() returns trigger language plpgsql as $$
begin
    if exists (select from office where district_id = new.id) or exists (select from cso where district_id = new.id)
            or exists (select from initiative_group where district_id = new.id) then
        raise exception 'something still belongs to a district that ended'
            using errcode = 'check_violation', constraint = 'ck_nothing_stays_behind';
    end if;
    return null;
end $$;
create constraint trigger nothing_stays_behind after update of ended_on on district deferrable initially deferred
    for each row when (new.ended_on is not null) execute function nothing_stays_behind();
create function district_stays_ended() returns trigger language plpgsql as $$
begin
    raise exception 'a district that ended stays as it was'
        using errcode = 'check_violation', constraint = 'ck_district_stays_ended';
end $$;
create trigger district_stays_ended before update or delete on district for each row when (old.ended_on is not null)
    execute function district_stays_ended();
"""


def upgrade() -> None:
    run(COLUMNS)
    run(PERIODS)
    run(FUNCTIONS)
    # The codes of earlier imports were checked for their form.
    run("insert into settlement_period (district_id, code, since) select id, code, joined_on from district")
