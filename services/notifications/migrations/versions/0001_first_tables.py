"""The first tables of the notifications service, and the moves a delivery may make."""

from liaison_kit.migrations import run

revision = "0001"
down_revision = None


def upgrade() -> None:
    run("""
        create table sealing_key (
            id uuid primary key,
            version integer not null,
            public_key text not null
        );
        create table event_copy (
            id uuid primary key,
            version integer not null,
            title text not null,
            status text not null,
            office_name text not null,
            room_name text not null,
            address text not null,
            starts_at timestamptz not null,
            ends_at timestamptz not null
        );
        create table sign_up_copy (
            id uuid primary key,
            version integer not null,
            event_id uuid not null,
            status text not null
        );
        create index sign_up_copy_event_id on sign_up_copy (event_id);
        create table contact_point (
            id uuid primary key,
            version integer not null,
            event_id uuid not null,
            sealed text not null,
            key_version integer not null,
            received_at timestamptz not null
        );
        create index contact_point_event_id on contact_point (event_id);
        create table delivery (
            id uuid primary key,
            dedupe_key text not null unique,
            channel text not null check (channel in ('sms', 'email')),
            purpose text not null,
            sign_up_id uuid not null,
            event_id uuid not null,
            status text not null,
            attempt integer not null,
            claimed_until timestamptz,
            next_try_at timestamptz,
            provider_id text,
            reason text,
            created_at timestamptz not null,
            finished_at timestamptz
        );
        create index delivery_sign_up_id on delivery (sign_up_id);
        create index delivery_event_id on delivery (event_id);
        create index delivery_status_id on delivery (status, id);
        create index delivery_due on delivery (next_try_at) where next_try_at is not null;
        create index delivery_claimed on delivery (claimed_until) where status = 'claimed';
        create table delivery_transition (
            from_status text not null,
            to_status text not null,
            primary key (from_status, to_status)
        );
        insert into delivery_transition (from_status, to_status) values
            ('new', 'planned'), ('new', 'expired'), ('new', 'cancelled'),
            ('planned', 'claimed'), ('planned', 'expired'), ('planned', 'suppressed'), ('planned', 'cancelled'),
            ('claimed', 'accepted'), ('claimed', 'unknown'), ('claimed', 'failed'), ('claimed', 'retry_wait'),
            ('retry_wait', 'claimed'), ('retry_wait', 'expired'), ('retry_wait', 'suppressed'),
            ('retry_wait', 'cancelled'),
            ('unknown', 'accepted'), ('unknown', 'retry_wait');
        create function delivery_moves_legally() returns trigger language plpgsql as $$
        declare came_from text = case when tg_op = 'INSERT' then 'new' else old.status end; begin
            if not exists (
                select from delivery_transition where from_status = came_from and to_status = new.status
            ) then
                raise exception 'a delivery cannot go from % to %', came_from, new.status
                    using errcode = 'check_violation'; end if; return new; end
        $$;
        create trigger delivery_begins before insert on delivery
            for each row execute function delivery_moves_legally();
        create trigger delivery_moves before update of status on delivery
            for each row when (old.status <> new.status) execute function delivery_moves_legally();
    """)
