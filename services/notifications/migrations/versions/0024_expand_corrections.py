"""A bulletin may put right what another one said: it goes to whoever was sent that one."""

from liaison_kit.migrations import run

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    run("alter table bulletin add column corrects uuid;")
