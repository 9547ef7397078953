"""Places are counted where they are taken, and the database refuses one too many; a waiting list with offers."""

from liaison_kit.migrations import run

revision = "0002"
down_revision = "0001"

COUNT = """
create function count_places() returns trigger language plpgsql as $$
declare
    before integer := 0;
    after integer := 0;
begin
    if tg_op <> 'INSERT' and old.status in ('confirmed', 'offered') then
        before := old.party_size;
    end if;
    if tg_op <> 'DELETE' and new.status in ('confirmed', 'offered') then
        after := new.party_size;
    end if;
    if before <> after then
        update event set places_taken = places_taken + after - before where id = coalesce(new.event_id, old.event_id);
    end if;
    return null;
end $$
"""


def upgrade() -> None:
    run(COUNT)
    run("""
        alter table event add column places_taken integer not null default 0,
            add column sign_up_closes_at timestamptz,
            add column fills_gaps boolean not null default false;
        alter table sign_up add column offered_until timestamptz;
        lock table sign_up in share row exclusive mode;
        update event set places_taken = taken from (
            select event_id, sum(party_size) as taken from sign_up where status = 'confirmed' group by event_id
        ) as counted where event_id = id;
        create trigger count_places after insert or delete or update of status, party_size on sign_up
            for each row execute function count_places();
        alter table event add constraint ck_event_places check (places_taken between 0 and capacity) not valid;
        alter table event validate constraint ck_event_places;
        alter table sign_up add constraint ck_sign_up_offered_until
            check ((status = 'offered') = (offered_until is not null)) not valid;
        alter table sign_up validate constraint ck_sign_up_offered_until;
        create unique index uq_sign_up_active_phone on sign_up (event_id, phone) where status <> 'cancelled';
        create unique index uq_sign_up_active_email on sign_up (event_id, lower(email)) where status <> 'cancelled';
        drop index uq_sign_up_phone;
        drop index uq_sign_up_email;
        create index ix_sign_up_waiting on sign_up (event_id, created_at, id) where status = 'waiting';
        create index ix_sign_up_offered_until on sign_up (offered_until) where status = 'offered';
    """)
