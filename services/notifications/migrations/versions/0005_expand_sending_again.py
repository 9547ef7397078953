"""A message that could not be sent may be sent again, if somebody asks for it."""

from liaison_kit.migrations import run

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    run("insert into delivery_transition (from_status, to_status) values ('failed', 'planned')")
