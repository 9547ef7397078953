"""The public calendar: search in Ukrainian, feeds that know when something changed, and indexes for a large network."""

from liaison_kit.migrations import run

revision = "0004"
down_revision = "0003"

LETTERS = """
create function event_letters(said text) returns text immutable parallel safe language sql as $$
    select translate(lower(said), 'абвгґдеєжзиіїйклмнопрстуфхцчшщюяыэёьъ''’ʼ`',
        'avbggdeejzuiiqklmhonpctyfxwrsswruee')
$$
"""
"""A text in Latin letters, those that look alike being the same; soft signs and apostrophes are left out.

The parser of a full-text search tells Cyrillic words apart only where the database's character type knows them.
"""

CHANGED = """
create function event_changed() returns trigger language plpgsql as $$
begin
    if old.status = 'scheduled' and new.starts_at <> old.starts_at then
        new.previous_starts_at := old.starts_at;
    end if;
    return new;
end $$
"""
"""When it was to start before it was rescheduled, whichever use case did that."""


def upgrade() -> None:
    run(LETTERS)
    run(CHANGED)
    run("""
        alter table office_copy add column accessibility jsonb;
        alter table event add column previous_starts_at timestamptz,
            add column words tsvector generated always as
                (to_tsvector('simple'::regconfig, event_letters(title || ' ' || description))) stored;
        create trigger event_changed before update of starts_at on event
            for each row execute function event_changed();
        create index ix_event_calendar on event (starts_at, id) include (ends_at, status);
        create index ix_event_office_calendar on event (office_id, starts_at, id) include (ends_at, status);
        create index ix_event_kind_calendar on event (kind, starts_at, id) include (ends_at, status);
        create index ix_event_modified_at on event (modified_at);
        create index ix_event_tools on event using gin (tools jsonb_path_ops);
        create index ix_event_words on event using gin (words);
    """)
