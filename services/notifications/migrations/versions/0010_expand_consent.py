"""Who must not be written to, who agreed to what, and who follows which news; and messages about that."""

from liaison_kit.migrations import run

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    run("""
        create table suppression (
            id uuid primary key,
            address_hash bytea not null check (octet_length(address_hash) = 32),
            channel text not null check (channel in ('sms', 'email')),
            reason text not null check (reason in ('hard_bounce', 'complaint', 'unsubscribed', 'by_hand')),
            note text,
            since timestamptz not null,
            expires_at timestamptz check (expires_at > since),
            added_by uuid,
            lifted_at timestamptz,
            lifted_by uuid,
            lifted_because text,
            constraint ck_suppression_lifted check ((lifted_at is null) = (lifted_because is null))
        );
        create unique index suppression_in_force on suppression (address_hash, reason) where lifted_at is null;
        create table office_copy (
            id uuid primary key,
            version integer not null,
            district_id uuid not null,
            district_name text not null,
            district_name_en text not null,
            status text not null
        );
        create table opt_in (
            id uuid primary key,
            address_hash bytea not null check (octet_length(address_hash) = 32),
            channel text not null check (channel in ('sms', 'email')),
            sealed text,
            key_version integer,
            proof_hash bytea not null unique,
            tries integer not null default 0 check (tries between 0 and 5),
            districts jsonb not null,
            kinds jsonb not null,
            language text not null,
            text_version text not null,
            asked_at timestamptz not null,
            confirmed_at timestamptz
        );
        create index opt_in_address_hash on opt_in (address_hash, asked_at);
        create index opt_in_asked_at on opt_in (asked_at);
        create table subscriber (
            id uuid primary key,
            version integer not null,
            address_hash bytea not null unique check (octet_length(address_hash) = 32),
            channel text not null check (channel in ('sms', 'email')),
            sealed text not null,
            key_version integer not null,
            token_hash bytea not null unique,
            since timestamptz not null,
            idle_since timestamptz
        );
        create table subscription (
            subscriber_id uuid not null references subscriber (id) on delete cascade,
            purpose text not null check (purpose in ('news', 'bulletins', 'digest')),
            districts jsonb not null,
            kinds jsonb not null,
            since timestamptz not null,
            primary key (subscriber_id, purpose)
        );
        create table consent (
            id uuid primary key,
            subscriber_id uuid not null,
            channel text not null check (channel in ('sms', 'email')),
            purpose text not null check (purpose in ('news', 'bulletins', 'digest')),
            act text not null check (act in ('given', 'changed', 'withdrawn')),
            how text not null,
            text_version text not null,
            districts jsonb not null,
            kinds jsonb not null,
            at timestamptz not null
        );
        create index consent_subscriber_id on consent (subscriber_id, id);
        create function consent_is_only_added_to() returns trigger language plpgsql as $$
        begin raise exception 'what was agreed to, and when, is only added to' using errcode = 'check_violation'; end
        $$;
        create trigger consent_stays before update or delete or truncate on consent
            for each statement execute function consent_is_only_added_to();
        create table announced_event (
            id uuid primary key,
            office_id uuid not null,
            kind text not null,
            series_id uuid,
            heard_at timestamptz not null,
            planned_up_to uuid,
            planned_at timestamptz
        );
        create index announced_event_unplanned on announced_event (id) where planned_at is null;
        alter table delivery add column opt_in_id uuid;
        alter table delivery add column subscriber_id uuid;
        alter table delivery drop constraint ck_delivery_about;
        alter table delivery add constraint ck_delivery_about
            check (num_nonnulls(sign_up_id, letter_id, opt_in_id, subscriber_id) = 1);
        create index delivery_opt_in_id on delivery (opt_in_id) where opt_in_id is not null;
        create index delivery_subscriber_id on delivery (subscriber_id) where subscriber_id is not null;
    """)
