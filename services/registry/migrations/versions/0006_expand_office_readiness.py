"""An office's way to its opening, its rooms, and the training of its people; the database refuses what cannot be."""

from liaison_kit.migrations import run

revision = "0006"
down_revision = "0005"

MOVES = """
create or replace function office_moves() returns trigger language plpgsql as $$
begin
    if (old.status, new.status) in (('planned', 'site_chosen'), ('site_chosen', 'fitting_out'),
        ('fitting_out', 'staffed'), ('staffed', 'open'), ('open', 'suspended'), ('suspended', 'open'),
        ('open', 'closed'), ('suspended', 'closed')) then
        return new;
    end if;
    if old.status in ('planned', 'site_chosen', 'fitting_out') and new.status = 'open'
        and new.override_reason is not null then
        return new;
    end if;
    raise exception 'an office does not go from % to %', old.status, new.status
        using errcode = 'check_violation', constraint = 'ck_office_moves';
end $$
"""

ROOMS_ARE_SOUND = """
create function rooms_are_sound(rooms jsonb) returns boolean immutable language sql as $$
    select not exists (
        select from jsonb_array_elements(rooms) as one group by one ->> 'id' having count(*) > 1
    ) and not exists (
        select from jsonb_array_elements(rooms) as one
        where (one ->> 'capacity')::numeric < 1 or not hours_are_apart(coalesce(one -> 'bookable', '[]'))
    ) and not exists (
        select from jsonb_array_elements(rooms) as room,
            jsonb_array_elements(coalesce(room -> 'blockings', '[]')) with ordinality as a(one, n),
            jsonb_array_elements(coalesce(room -> 'blockings', '[]')) with ordinality as b(one, n)
        where (a.n = b.n and a.one ->> 'ends_at' <= a.one ->> 'starts_at')
            or (a.n < b.n and a.one ->> 'starts_at' < b.one ->> 'ends_at'
                and b.one ->> 'starts_at' < a.one ->> 'ends_at')
    )
$$
"""


def upgrade() -> None:
    run("""
        alter table office
            add column post_code text, add column street text, add column house text, add column opens_about date,
            add column site_set_here boolean not null default false,
            add column rooms_set_here boolean not null default false,
            add column override_reason text, add column overridden_at timestamptz, add column overridden_by uuid,
            add column opened_without jsonb not null default '[]';
        alter table office drop constraint ck_office_opened_on;
        alter table office add constraint ck_office_opened_on check (
            (status in ('planned', 'site_chosen', 'fitting_out', 'staffed')) = (opened_on is null)) not valid;
        alter table office validate constraint ck_office_opened_on;
        alter table office add constraint ck_office_status check (status in
            ('planned', 'site_chosen', 'fitting_out', 'staffed', 'open', 'suspended', 'closed')) not valid;
        alter table office validate constraint ck_office_status;
        alter table office add constraint ck_office_override check (
            (override_reason is null) = (overridden_at is null)
            and (override_reason is null) = (overridden_by is null) and override_reason <> '') not valid;
        alter table office validate constraint ck_office_override;
    """)
    run(MOVES)
    run(ROOMS_ARE_SOUND)
    run("""
        alter table office add constraint ck_office_rooms check (rooms_are_sound(rooms)) not valid;
        alter table office validate constraint ck_office_rooms;
        create extension if not exists btree_gist;
        create table training_programme (
            id uuid primary key,
            version integer not null,
            name text not null,
            name_en text not null,
            validity_months integer not null check (validity_months between 1 and 120),
            required boolean not null
        );
        create unique index uq_training_programme_name on training_programme (lower(name));
        create table certificate (
            id uuid primary key,
            staff_id uuid not null references staff,
            programme_id uuid not null references training_programme,
            number integer not null check (number >= 1),
            completed_on date not null,
            withdrawn_on date,
            check (withdrawn_on >= completed_on),
            unique (staff_id, number)
        );
        create unique index uq_certificate_once on certificate (staff_id, programme_id, completed_on)
            where withdrawn_on is null;
        create table absence (
            id uuid primary key,
            staff_id uuid not null references staff,
            from_day date not null,
            to_day date not null,
            substitute_id uuid references staff,
            check (to_day >= from_day),
            check (substitute_id <> staff_id),
            constraint ex_absence_days exclude using gist
                (staff_id with =, daterange(from_day, to_day, '[]') with &&)
        );
        create index ix_absence_substitute_id on absence (substitute_id);
    """)
