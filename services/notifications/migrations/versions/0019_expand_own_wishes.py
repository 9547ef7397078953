"""Own wishes: that somebody wants nothing any more is lifted by nobody who works here; and complaints."""

from liaison_kit.migrations import run

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    # Not valid: before this, one may have been lifted at an office.
    run("""
        alter table suppression add constraint ck_suppression_own_wish
            check (reason <> 'unsubscribed' or lifted_by is null) not valid;
        insert into delivery_transition (from_status, to_status) values ('accepted', 'complained'),
            ('delivered', 'complained'), ('undelivered', 'complained'), ('unknown', 'complained');
    """)
