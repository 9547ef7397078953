"""Places for groups of people, counted like all places and refused like all; who took a sign-up for somebody."""

from liaison_kit.migrations import run

revision = "0007"
down_revision = "0006"

PEOPLE = """
create function people_in(groups jsonb) returns integer language sql immutable strict parallel safe as $$
    select coalesce(sum(value::integer), 0)::integer from jsonb_each_text(groups)
$$
"""

# Its name comes after count_places: that one has locked the event by then, so that nobody limits a group meanwhile.
COUNT = """
create function count_places_of_groups() returns trigger language plpgsql as $$
declare
    one record;
begin
    for one in
        select name, sum(people) as people from (
            select key as name, -value::integer as people from jsonb_each_text(old.groups)
            where old.status in ('confirmed', 'offered')
            union all
            select key, value::integer from jsonb_each_text(new.groups) where new.status in ('confirmed', 'offered')
        ) as changed group by name having sum(people) <> 0 order by name
    loop
        update event_group set places_taken = places_taken + one.people
        where event_id = coalesce(new.event_id, old.event_id) and name = one.name;
    end loop;
    return null;
end $$
"""

LIMIT = """
create function count_places_of_new_group() returns trigger language plpgsql as $$
begin
    perform from event where id = new.event_id for update;
    select coalesce(sum((groups ->> new.name)::integer), 0) into new.places_taken from sign_up
    where event_id = new.event_id and status in ('confirmed', 'offered');
    return new;
end $$
"""


def upgrade() -> None:
    run(PEOPLE)
    run(COUNT)
    run(LIMIT)
    run("""
        create table event_group (
            event_id uuid not null references event,
            name text not null,
            capacity integer not null constraint ck_event_group_capacity check (capacity >= 0),
            places_taken integer not null default 0,
            primary key (event_id, name),
            constraint ck_event_group_places check (places_taken between 0 and capacity)
        );
        create trigger count_places_of_new_group before insert on event_group
            for each row execute function count_places_of_new_group();
        alter table sign_up add column groups jsonb not null default '{}', add column guardian_agreed_at timestamptz,
            add column taken_by uuid;
        alter table sign_up add constraint ck_sign_up_groups check (people_in(groups) <= party_size) not valid;
        alter table sign_up validate constraint ck_sign_up_groups;
        alter table sign_up add constraint ck_sign_up_guardian check (
            coalesce((groups ->> 'children')::integer, 0) = 0 or guardian_agreed_at is not null
        ) not valid;
        alter table sign_up validate constraint ck_sign_up_guardian;
        create trigger count_places_of_groups after insert or delete or update of status, groups on sign_up
            for each row execute function count_places_of_groups();
    """)
