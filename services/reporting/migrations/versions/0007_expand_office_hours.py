"""When an office is open, and its rooms: what its hours and its rooms' use are measured against.

Filled as offices are told again, or at once by `liaison replay reporting`; without them neither is known.
"""

from liaison_kit.migrations import run

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    run("""
        alter table office_copy add column hours jsonb not null default '[]';
        alter table office_copy add column special_hours jsonb not null default '[]';
        alter table office_copy add column rooms jsonb not null default '[]';
    """)
