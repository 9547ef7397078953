"""An explanation tells of news, too: whose subscription, and which questions whether news are wanted."""

from liaison_kit.migrations import run

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    run("alter table explanation add column news_ids uuid[] not null default '{}'")
