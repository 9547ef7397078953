"""Offices are suspended, resumed and closed, and have special hours; the database itself refuses what cannot be."""

from liaison_kit.migrations import run

revision = "0005"
down_revision = "0004"

MOVES = """
create function office_moves() returns trigger language plpgsql as $$
begin
    if (old.status, new.status) in (('planned', 'open'), ('open', 'suspended'), ('suspended', 'open'),
        ('open', 'closed'), ('suspended', 'closed')) then
        return new;
    end if;
    raise exception 'an office does not go from % to %', old.status, new.status
        using errcode = 'check_violation', constraint = 'ck_office_moves';
end $$
"""


HOURS_ARE_APART = """
create function hours_are_apart(hours jsonb) returns boolean immutable language sql as $$
    select not exists (
        select from jsonb_array_elements(hours) with ordinality as a(one, n)
        join jsonb_array_elements(hours) with ordinality as b(one, n)
            on a.n < b.n and a.one ->> 'weekday' = b.one ->> 'weekday'
        where a.one ->> 'opens' < b.one ->> 'closes' and b.one ->> 'opens' < a.one ->> 'closes'
            and coalesce(a.one ->> 'valid_from', '') <= coalesce(b.one ->> 'valid_to', '9999')
            and coalesce(b.one ->> 'valid_from', '') <= coalesce(a.one ->> 'valid_to', '9999')
    ) and not exists (select from jsonb_array_elements(hours) as one where one ->> 'closes' <= one ->> 'opens')
$$
"""

DAYS_ARE_APART = """
create function days_are_apart(special jsonb) returns boolean immutable language sql as $$
    select not exists (
        select from jsonb_array_elements(special) with ordinality as a(one, n)
        join jsonb_array_elements(special) with ordinality as b(one, n) on a.n < b.n
        where a.one ->> 'from_day' <= b.one ->> 'to_day' and b.one ->> 'from_day' <= a.one ->> 'to_day'
    ) and not exists (select from jsonb_array_elements(special) as one where one ->> 'to_day' < one ->> 'from_day')
$$
"""


def upgrade() -> None:
    run(MOVES)
    run(HOURS_ARE_APART)
    run(DAYS_ARE_APART)
    run("""
        alter table office add column notice text, add column notice_en text, add column closed_on date,
            add column special_hours jsonb not null default '[]',
            add column hours_set_here boolean not null default false;
        alter table office add constraint ck_office_hours check (hours_are_apart(hours)) not valid;
        alter table office validate constraint ck_office_hours;
        alter table office add constraint ck_office_special_hours check (days_are_apart(special_hours)) not valid;
        alter table office validate constraint ck_office_special_hours;
        alter table office add constraint ck_office_opened_on
            check ((status = 'planned') = (opened_on is null)) not valid;
        alter table office validate constraint ck_office_opened_on;
        alter table office add constraint ck_office_closed_on
            check ((status = 'closed') = (closed_on is not null)) not valid;
        alter table office validate constraint ck_office_closed_on;
        alter table office add constraint ck_office_days check (closed_on >= opened_on) not valid;
        alter table office validate constraint ck_office_days;
        create trigger office_moves before update of status on office for each row
            when (old.status is distinct from new.status) execute function office_moves();
    """)
