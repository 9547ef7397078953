"""A bulletin may put right what another one said: it goes to whoever was sent that one."""

from liaison_kit.migrations import run

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    run("alter table bulletin add column corrects uuid references bulletin (id);")
