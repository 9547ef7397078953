"""Accounts, their sign-ins and tries, the links sent to people, and the announced signing keys."""

from liaison_kit.migrations import run

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    run("""
        create table staff (
            id uuid primary key,
            version integer not null,
            kind text not null check (kind in ('person', 'program')),
            name text not null,
            email text unique check (email = lower(email)),
            language text not null default 'uk',
            subject text unique,
            password_hash text,
            totp_secret text,
            totp_last_step bigint,
            token_hash text,
            roles jsonb not null,
            whole_network boolean not null,
            offices jsonb not null,
            active boolean not null,
            revoked_at timestamptz,
            ended_sign_ins jsonb not null,
            created_at timestamptz not null,
            check ((kind = 'person') = (email is not null)),
            check (kind = 'program' or token_hash is null)
        );
        create table sign_in (
            id uuid primary key,
            staff_id uuid not null references staff,
            signed_in_at timestamptz not null,
            ended_at timestamptz
        );
        create index ix_sign_in_staff_id on sign_in (staff_id);
        create table sign_in_tries (
            address_hash bytea primary key,
            count integer not null,
            locked_until timestamptz,
            last_at timestamptz not null
        );
        create table staff_link (
            secret_hash bytea primary key,
            staff_id uuid not null references staff,
            errand text not null,
            expires_at timestamptz not null,
            used_at timestamptz
        );
        create index ix_staff_link_staff_id on staff_link (staff_id);
        create table signing_keys (
            id uuid primary key,
            version integer not null,
            keys jsonb not null
        );
    """)
