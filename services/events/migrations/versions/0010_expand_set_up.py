"""A room is held before and after what takes place in it, too: for set-up and for clearing away."""

from liaison_kit.migrations import run

revision = "0010"
down_revision = "0009"

# Immutable, as an index needs it: minutes are as long in every time zone, whatever PostgreSQL fears of intervals.
WITH_SET_UP = """
create function with_set_up(starts_at timestamptz, ends_at timestamptz, before integer, after integer)
returns tstzrange language sql immutable parallel safe as $$
    select tstzrange(starts_at - make_interval(mins => before), ends_at + make_interval(mins => after))
$$
"""
HOLD = """
create or replace function hold_room() returns trigger language plpgsql as $$
begin
    if new.status = 'cancelled' or new.room_id is null then
        delete from room_time where holder_id = new.id;
    else
        insert into room_time (holder_id, room_id, during)
        values (
            new.id,
            new.room_id,
            with_set_up(new.starts_at, new.ends_at, new.set_up_minutes, new.clear_away_minutes)
        )
        on conflict (holder_id) do update set room_id = excluded.room_id, during = excluded.during;
    end if;
    return null;
end $$
"""
COLUMNS = """
alter table {table}
    add column set_up_minutes integer not null default 0
        constraint ck_{table}_set_up_minutes check (set_up_minutes between 0 and 240),
    add column clear_away_minutes integer not null default 0
        constraint ck_{table}_clear_away_minutes check (clear_away_minutes between 0 and 240)
"""
TRIGGER = """
create or replace trigger hold_room
    after insert or update of room_id, starts_at, ends_at, set_up_minutes, clear_away_minutes, status on {table}
    for each row execute function hold_room()
"""


def upgrade() -> None:
    run(WITH_SET_UP)
    for table in ("event", "room_booking", "space_request"):
        run(COLUMNS.format(table=table))
    run(HOLD)
    for table in ("event", "room_booking"):
        run(TRIGGER.format(table=table))
    # It refuses all that it refused before, and more: an event of the release before has neither set-up nor clear-away.
    run("""
        alter table event drop constraint ex_event_room_time;
        alter table event add constraint ex_event_room_time exclude using gist (
            room_id with =, with_set_up(starts_at, ends_at, set_up_minutes, clear_away_minutes) with &&
        ) where (status <> 'cancelled');
    """)
