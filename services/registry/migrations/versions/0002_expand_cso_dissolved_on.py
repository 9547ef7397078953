"""The day on which a CSO was dissolved."""

from liaison_kit.migrations import run

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    run("alter table cso add column dissolved_on date")
