"""Explanations: which sign-ups somebody's question was about, for an hour."""

from liaison_kit.migrations import run

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    run("""
        create table explanation (
            id uuid primary key,
            account uuid not null,
            sign_up_ids uuid[] not null,
            unopenable integer not null,
            asked_at timestamptz not null
        );
        create index explanation_asked_at on explanation (asked_at);
    """)
