"""Messages that other municipal systems ask for, who may ask for how many; and which window is counted next."""

from liaison_kit.migrations import run

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    run("""
        create table requesting_system (
            id uuid primary key,
            version integer not null,
            name text not null unique check (name ~ '^[a-z][a-z0-9-]{1,39}$'),
            title text not null check (title <> ''),
            title_en text not null check (title_en <> ''),
            parts_an_hour integer not null check (parts_an_hour > 0),
            parts_a_day integer not null check (parts_a_day >= parts_an_hour),
            purposes text[] not null check (cardinality(purposes) > 0),
            may_be_urgent boolean not null,
            verify_key text,
            suspended_at timestamptz,
            added_at timestamptz not null
        );
        create table message_request (
            id uuid primary key,
            version integer not null,
            system text not null,
            request_id uuid not null,
            channels text[] not null,
            purpose text not null,
            legal_basis text not null,
            urgent boolean not null,
            useful_until timestamptz not null,
            sealed text,
            key_version integer not null,
            signature text,
            system_title text,
            system_title_en text,
            received_at timestamptz not null,
            checked_at timestamptz,
            refused text,
            parts integer,
            constraint uq_message_request unique (system, request_id),
            constraint ck_message_request_checked check (checked_at is not null or refused is null and parts is null),
            constraint ck_message_request_verdict check (checked_at is null or (refused is null) <> (parts is null))
        );
        create index message_request_unchecked on message_request (id) where checked_at is null;
        create index message_request_counted on message_request (system, checked_at) include (parts) where parts > 0;
        create index message_request_kept on message_request (received_at) where sealed is not null;
        alter table delivery add column request_id uuid;
        alter table delivery add column told_status text;
        alter table delivery drop constraint ck_delivery_about;
        alter table delivery add constraint ck_delivery_about
            check (num_nonnulls(sign_up_id, letter_id, opt_in_id, subscriber_id, request_id) = 1);
        create index delivery_request_id on delivery (request_id) where request_id is not null;
        create index delivery_untold on delivery (id) where request_id is not null
            and status in (
                'accepted', 'delivered', 'complained', 'undelivered', 'failed', 'unknown', 'suppressed', 'cancelled',
                'expired'
            ) and status is distinct from told_status;
        alter table delivery add column receipt_at timestamptz;
        create index delivery_accepted_at on delivery using brin (accepted_at) with (autosummarize = on);
        create index delivery_finished_at on delivery using brin (finished_at) with (autosummarize = on);
        create index delivery_receipt_at on delivery using brin (receipt_at) with (autosummarize = on);
        create table counted_windows (
            one boolean primary key check (one),
            next_number bigint not null
        );
        alter table explanation add column request_ids uuid[] not null default '{}';
    """)
