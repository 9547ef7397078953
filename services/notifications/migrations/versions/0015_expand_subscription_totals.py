"""How many follow the news of each district, as it was told last."""

from liaison_kit.migrations import run

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    run("""
        create table subscription_total (
            id uuid primary key,
            version integer not null,
            subscribers integer check (subscribers >= 5 and subscribers % 5 = 0),
            told_on date not null
        );
    """)
