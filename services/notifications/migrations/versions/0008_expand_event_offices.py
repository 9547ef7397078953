"""Whose an event is: what somebody's messages were about is shown to those who run its office."""

from liaison_kit.migrations import run

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    run("alter table event_copy add column office_id uuid;")
