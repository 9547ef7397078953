"""Initiative groups, the life of an organisation, memoranda, and organisations that may be one."""

from liaison_kit.migrations import run

revision = "0008"
down_revision = "0007"

LETTERS = """
create function cso_letters(name text) returns text immutable parallel safe language sql as $$
    select translate(lower(name), 'абвгґдеєжзиіїйклмнопрстуфхцчшщюяыэёьъ''’ʼ`"«»“”„',
        'avbggdeejzuiiqklmhonpctyfxwrsswruee')
$$
"""
"""A name in Latin letters, those that look alike being the same; soft signs and quotation marks are left out.

pg_trgm knows no Cyrillic in a database whose character type is C.
"""

KEY = """
create function cso_key(name text) returns text immutable parallel safe language sql as $$
    select public.cso_letters(trim(regexp_replace(regexp_replace(
        translate(lower(name), '''’ʼ`"«»“”„', ''),
        '(громадськ|благодійн|молодіжн|дитяч|всеукраїнськ|обласн|місцев|міськ|районн)[^ ]*|'
        '(^| )(організаці[^ ]|спілк[^ ]|об.єднання|фонд|фонду|асоціаці[^ ]|союз|го|гс|бо|бф|мго)(?= |$)', ' ', 'g'),
        '[^a-zа-яґєії0-9]+', ' ', 'g')))
$$
"""
"""What tells one name from another: without the words that say only what kind of organisation it is.

`public.`: an index is made, and a backup restored, without a search path.
"""

CSO_MOVES = """
create function cso_moves() returns trigger language plpgsql as $$
begin
    if (old.status, new.status) in (('active', 'dormant'), ('dormant', 'active'), ('active', 'dissolved'),
        ('dormant', 'dissolved'), ('active', 'merged'), ('dormant', 'merged'), ('dissolved', 'merged')) then
        return new;
    end if;
    raise exception 'an organisation does not go from % to %', old.status, new.status
        using errcode = 'check_violation', constraint = 'ck_cso_moves';
end $$
"""

GROUP_MOVES = """
create function initiative_group_moves() returns trigger language plpgsql as $$
begin
    if old.status = 'forming' then
        return new;
    end if;
    raise exception 'a group that is % does not become %', old.status, new.status
        using errcode = 'check_violation', constraint = 'ck_initiative_group_moves';
end $$
"""


def upgrade() -> None:
    run("""
        create extension if not exists btree_gist;
        create extension if not exists pg_trgm;
    """)
    for function in (LETTERS, KEY, CSO_MOVES, GROUP_MOVES):
        run(function)
    run("""
        alter table cso add column office_id uuid references office,
            add column areas jsonb not null default '[]',
            add column description text, add column description_en text,
            add column phone text, add column email text, add column website text, add column address text,
            add column memorandum_signed_on date, add column memorandum_valid_until date,
            add column network_since date, add column merged_into uuid references cso,
            add column letters text generated always as (cso_letters(name)) stored,
            add column key text generated always as (cso_key(name)) stored;
        alter table cso add constraint ck_cso_status
            check (status in ('active', 'dormant', 'dissolved', 'merged')) not valid;
        alter table cso validate constraint ck_cso_status;
        alter table cso add constraint ck_cso_dissolved_on
            check (status <> 'dissolved' or dissolved_on is not null) not valid;
        alter table cso validate constraint ck_cso_dissolved_on;
        alter table cso add constraint ck_cso_merged_into
            check ((status = 'merged') = (merged_into is not null) and merged_into <> id) not valid;
        alter table cso validate constraint ck_cso_merged_into;
        alter table cso add constraint ck_cso_memorandum
            check (memorandum_signed_on is not null or memorandum_valid_until is null) not valid;
        alter table cso validate constraint ck_cso_memorandum;
        create trigger cso_moves before update of status on cso for each row
            when (old.status is distinct from new.status) execute function cso_moves();
        create index ix_cso_letters on cso using gin (letters gin_trgm_ops);
        create index ix_cso_key on cso using gin (key gin_trgm_ops);
        create index ix_cso_order_of_keys on cso (key, id);
        create index ix_cso_name on cso (name, edrpou, id) where status <> 'merged';
        create index ix_cso_edrpou_pattern on cso (edrpou text_pattern_ops);
        create index ix_cso_district_id on cso (district_id);
        create index ix_cso_status on cso (status);
        create index ix_cso_areas on cso using gin (areas);
        create index ix_cso_memorandum on cso (memorandum_valid_until) where memorandum_signed_on is not null;
        create index ix_cso_merged_into on cso (merged_into) where merged_into is not null;
        create table csos_apart (
            one_id uuid not null references cso,
            other_id uuid not null references cso,
            primary key (one_id, other_id),
            check (one_id < other_id)
        );
        create table memorandum (
            id uuid primary key,
            cso_id uuid not null references cso,
            number text not null,
            signed_on date not null,
            valid_until date,
            document text,
            renewals jsonb not null default '[]',
            ended_on date,
            expired boolean not null default false,
            constraint ck_memorandum_days check (valid_until >= signed_on and ended_on >= signed_on),
            constraint ex_memorandum_once exclude using gist
                (cso_id with =, daterange(signed_on, coalesce(ended_on, valid_until + 1)) with &&)
        );
        create unique index uq_memorandum_in_force on memorandum (cso_id) where ended_on is null;
        create index ix_memorandum_valid_until on memorandum (valid_until) where ended_on is null;
        create table network_membership (
            id uuid primary key,
            cso_id uuid not null references cso,
            joined_on date not null,
            left_on date,
            constraint ck_network_membership_days check (left_on >= joined_on),
            constraint ex_network_membership_once exclude using gist
                (cso_id with =, daterange(joined_on, left_on) with &&)
        );
        create table initiative_group (
            id uuid primary key,
            version integer not null,
            idea text not null,
            area text not null,
            district_id uuid references district,
            office_id uuid not null references office,
            founders jsonb not null,
            consented_on date not null,
            formed_on date not null,
            status text not null,
            steps jsonb not null,
            next_step text,
            progress_on date not null,
            ended_on date,
            reason text,
            cso_id uuid unique references cso,
            forgotten_on date,
            constraint ck_initiative_group_status check (status in ('forming', 'registered', 'given_up')),
            constraint ck_initiative_group_steps check (
                (not jsonb_exists(steps, 'application') or jsonb_exists_all(steps, array['statute', 'meeting']))
                and (not jsonb_exists(steps, 'entry') or jsonb_exists(steps, 'application'))),
            constraint ck_initiative_group_registered check (
                (status = 'registered') = (cso_id is not null)
                and (status <> 'registered' or jsonb_exists(steps, 'entry'))),
            constraint ck_initiative_group_ended_on check ((status = 'forming') = (ended_on is null)),
            constraint ck_initiative_group_forgotten check (
                forgotten_on is null or (status <> 'forming' and founders = '[]' and idea = ''))
        );
        create index ix_initiative_group_office_id on initiative_group (office_id, status, progress_on);
        create index ix_initiative_group_to_forget on initiative_group (ended_on) where forgotten_on is null;
        create trigger initiative_group_moves before update of status on initiative_group for each row
            when (old.status is distinct from new.status) execute function initiative_group_moves();
    """)
