"""A photo shows the office, or one of its rooms."""

from liaison_kit.migrations import run

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    run("alter table office_photo add column room_id uuid")
