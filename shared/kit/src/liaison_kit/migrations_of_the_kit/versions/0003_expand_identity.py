"""What a service needs to check a sign-in on its own: signing keys and accounts."""

from liaison_kit.migrations import run

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    run("""
        create table signing_key_copy (
            id uuid primary key,
            version integer not null,
            keys jsonb not null
        );
        create table staff_copy (
            id uuid primary key,
            version integer not null,
            roles jsonb not null,
            whole_network boolean not null,
            offices jsonb not null,
            active boolean not null,
            revoked_at timestamptz,
            ended_sign_ins jsonb not null,
            token_hash text
        );
    """)
