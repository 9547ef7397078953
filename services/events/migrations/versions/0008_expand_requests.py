"""Residents ask for a room or propose an event; a room is held once, by an event or by a booking without one."""

from liaison_kit.migrations import run

revision = "0008"
down_revision = "0007"

HOLD = """
create function hold_room() returns trigger language plpgsql as $$
begin
    if new.status = 'cancelled' or new.room_id is null then
        delete from room_time where holder_id = new.id;
    else
        insert into room_time (holder_id, room_id, during)
        values (new.id, new.room_id, tstzrange(new.starts_at, new.ends_at))
        on conflict (holder_id) do update set room_id = excluded.room_id, during = excluded.during;
    end if;
    return null;
end $$
"""


def upgrade() -> None:
    run(HOLD)
    run("""
        create table room_booking (
            id uuid primary key,
            version integer not null,
            title text not null,
            office_id uuid not null,
            room_id uuid not null,
            starts_at timestamptz not null,
            ends_at timestamptz not null,
            status text not null,
            constraint ck_room_booking_order check (starts_at < ends_at)
        );
        create index ix_room_booking_room on room_booking (room_id, starts_at) where status <> 'cancelled';
        create table room_time (
            holder_id uuid primary key,
            room_id uuid not null,
            during tstzrange not null,
            constraint ex_event_room_time_of_all exclude using gist (room_id with =, during with &&)
        );
        lock table event in share row exclusive mode;
        insert into room_time (holder_id, room_id, during)
            select id, room_id, tstzrange(starts_at, ends_at) from event where status <> 'cancelled';
        create trigger hold_room after insert or update of room_id, starts_at, ends_at, status on event
            for each row execute function hold_room();
        create trigger hold_room after insert or update of room_id, starts_at, ends_at, status on room_booking
            for each row execute function hold_room();
        create table space_request (
            id uuid primary key,
            version integer not null,
            wants text not null,
            status text not null,
            title text not null,
            description text not null,
            kind text not null,
            people integer not null constraint ck_space_request_people check (people > 0),
            organisation text,
            office_id uuid not null,
            room_id uuid not null,
            starts_at timestamptz not null,
            ends_at timestamptz not null,
            offered_room_id uuid,
            offered_starts_at timestamptz,
            offered_ends_at timestamptz,
            reason text,
            name text,
            phone text,
            email text,
            token_hash text not null unique,
            created_at timestamptz not null,
            event_id uuid references event,
            booking_id uuid references room_booking,
            constraint ck_space_request_order check (starts_at < ends_at),
            constraint ck_space_request_offered_order check (offered_starts_at < offered_ends_at),
            constraint ck_space_request_offer check (status <> 'offered' or offered_room_id is not null),
            constraint ck_space_request_refusal check (status <> 'refused' or reason is not null),
            constraint ck_space_request_approval check (
                status <> 'approved' or num_nonnulls(event_id, booking_id) = 1
            )
        );
        create index ix_space_request_open on space_request (office_id, starts_at) where status in ('asked', 'offered');
    """)
