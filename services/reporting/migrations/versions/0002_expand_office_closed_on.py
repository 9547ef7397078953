"""An office's last day: a district whose only office is closed is covered no more."""

from liaison_kit.migrations import run

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    run("alter table office_copy add column closed_on date")
