"""Bulletins: what is written to many, who approved it, how far it is; digests, and what subscribers agree to."""

from liaison_kit.migrations import run

revision = "0020"
down_revision = "0017"


def upgrade() -> None:
    run("""
        create table bulletin (
            id uuid primary key,
            version integer not null,
            status text not null check (status in ('draft', 'approved', 'sending', 'sent', 'stopped')),
            title text not null check (title <> ''),
            title_en text not null,
            text text not null,
            text_en text not null,
            sms text not null,
            sms_en text not null,
            districts jsonb not null,
            kinds jsonb not null,
            send_at timestamptz,
            written_by uuid not null,
            written_at timestamptz not null,
            changed_by uuid not null,
            changed_at timestamptz not null,
            approved_by uuid,
            approved_at timestamptz,
            begun_at timestamptz,
            planned_up_to uuid,
            planned_at timestamptz,
            stopped_by uuid,
            stopped_at timestamptz,
            over_at timestamptz,
            constraint ck_bulletin_says check (text <> '' or sms <> ''),
            constraint ck_bulletin_approved check (
                (approved_by is null) = (approved_at is null) and (status = 'draft') = (approved_by is null)),
            constraint ck_bulletin_two_people check (approved_by <> written_by and approved_by <> changed_by),
            constraint ck_bulletin_begun check ((begun_at is not null) = (status in ('sending', 'sent', 'stopped'))),
            constraint ck_bulletin_stopped check (
                (stopped_by is null) = (stopped_at is null) and (status = 'stopped') = (stopped_by is not null)),
            constraint ck_bulletin_over check (
                status <> 'sent' or over_at is not null and planned_at is not null)
        );
        create index bulletin_running on bulletin (id) where over_at is null;
        create function bulletin_is_final() returns trigger language plpgsql as $$ begin
            raise exception 'what people were sent stays as it was' using errcode = 'check_violation'; end
        $$;
        create trigger bulletin_stays before update on bulletin
            for each row when (old.begun_at is not null and (
                old.title, old.title_en, old.text, old.text_en, old.sms, old.sms_en, old.districts, old.kinds,
                old.written_by, old.changed_by, old.approved_by, old.begun_at
            ) is distinct from (
                new.title, new.title_en, new.text, new.text_en, new.sms, new.sms_en, new.districts, new.kinds,
                new.written_by, new.changed_by, new.approved_by, new.begun_at
            )) execute function bulletin_is_final();
        create trigger bulletin_is_kept before delete on bulletin
            for each row when (old.begun_at is not null) execute function bulletin_is_final();
        alter table delivery add column bulletin_id uuid;
        create index delivery_bulletin_id on delivery (bulletin_id, id) where bulletin_id is not null;
        create index delivery_waiting on delivery (lane, next_try_at)
            where status in ('planned', 'retry_wait', 'held');
        create table bulletin_count (
            bulletin_id uuid not null,
            channel text not null,
            outcome text not null,
            count integer not null,
            primary key (bulletin_id, channel, outcome)
        );
        create table bulletin_tick (
            id bigint generated always as identity primary key,
            bulletin_id uuid not null,
            channel text not null,
            outcome text not null,
            step integer not null
        );
        create index bulletin_tick_of on bulletin_tick (bulletin_id);
        create function bulletin_outcome(status text) returns text language sql immutable as $$
            select case
                when status in ('planned', 'claimed', 'retry_wait') then 'waiting'
                when status = 'held' then 'held'
                when status in ('accepted', 'delivered') then 'sent'
                when status in ('failed', 'undelivered') then 'failed'
                when status = 'unknown' then 'in_doubt'
                else 'not_sent' end
        $$;
        create function bulletin_counts() returns trigger language plpgsql as $$
        declare before text = case when tg_op = 'UPDATE' then bulletin_outcome(old.status) end;
            after text = bulletin_outcome(new.status); begin
            if before is not distinct from after then
                return null; end if;
            if before is not null then
                insert into bulletin_tick (bulletin_id, channel, outcome, step)
                    values (new.bulletin_id, new.channel, before, -1); end if;
            insert into bulletin_tick (bulletin_id, channel, outcome, step)
                values (new.bulletin_id, new.channel, after, 1);
            return null; end
        $$;
        create trigger delivery_is_counted after insert on delivery
            for each row when (new.bulletin_id is not null) execute function bulletin_counts();
        create trigger delivery_is_counted_anew after update of status on delivery
            for each row when (new.bulletin_id is not null and old.status <> new.status)
            execute function bulletin_counts();
        alter table opt_in add column weekly boolean not null default false;
        alter table opt_in add column bulletins boolean not null default false;
        create table digest_run (
            id uuid primary key,
            due_at timestamptz not null unique,
            planned_up_to uuid,
            planned_at timestamptz
        );
        create table digest_event (
            subscriber_id uuid not null references subscriber (id) on delete cascade,
            occasion uuid not null,
            event_id uuid not null,
            delivery_id uuid not null,
            ends_at timestamptz not null,
            primary key (subscriber_id, occasion)
        );
        create index digest_event_delivery_id on digest_event (delivery_id);
        create index digest_event_ends_at on digest_event (ends_at);
    """)
