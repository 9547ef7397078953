"""What an office offers to those who asked for a room is held for them, until a moment that both know."""

from liaison_kit.migrations import run

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    run("""
        alter table space_request add column offered_until timestamptz;
        create index ix_space_request_offered_until on space_request (offered_until) where offered_until is not null;
    """)
