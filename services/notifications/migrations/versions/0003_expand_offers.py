"""Places that are offered: until when they are held."""

from liaison_kit.migrations import run

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    run("alter table sign_up_copy add column offered_until timestamptz")
