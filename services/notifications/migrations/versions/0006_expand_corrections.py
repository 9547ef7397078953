"""Contacts that are corrected: since when a telephone or an email is another, and to which one a message went."""

from liaison_kit.migrations import run

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    run("""
        alter table contact_point add column phone_version integer;
        alter table contact_point add column email_version integer;
        alter table delivery add column contact_version integer;
    """)
