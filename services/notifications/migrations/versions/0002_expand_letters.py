"""Letters to people who work in the network: a delivery brings one of them, or is about a sign-up."""

from liaison_kit.migrations import run

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    run("""
        create table sealed_letter (
            id uuid primary key,
            version integer not null,
            sealed text not null,
            key_version integer not null,
            expires_at timestamptz not null
        );
        alter table delivery alter column sign_up_id drop not null;
        alter table delivery alter column event_id drop not null;
        alter table delivery add column letter_id uuid;
        alter table delivery add constraint ck_delivery_about check (num_nonnulls(sign_up_id, letter_id) = 1);
        create index delivery_letter_id on delivery (letter_id) where letter_id is not null;
    """)
