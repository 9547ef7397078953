"""Studies of residents' needs; what was answered is kept apart from who has answered."""

from liaison_kit.migrations import run

revision = "0010"
down_revision = "0009"

TABLES = """
create table if not exists population (
    id uuid primary key, district_id uuid not null references district, year int not null,
    sex text not null check (sex in ('female', 'male')),
    age_group text not null check (age_group in ('0-17', '18-34', '35-59', '60+')),
    people int not null check (people >= 0),
    unique (district_id, year, sex, age_group)
);
create table needs_study (
    id uuid primary key, version int not null, slug text not null, title text not null, title_en text not null,
    intro text not null, intro_en text not null, district_ids jsonb not null, opens_on date not null,
    closes_on date not null, by_code boolean not null, status text not null, questions jsonb not null,
    results jsonb not null default '[]', published_on date, concept jsonb not null default '[]',
    concept_adopted_on date, concept_document text,
    constraint uq_needs_study_slug unique (slug),
    constraint ck_needs_study_days check (closes_on >= opens_on),
    constraint ck_needs_study_status check (status in ('draft', 'open', 'closed', 'published')),
    constraint ck_needs_study_published check ((status = 'published') = (published_on is not null)),
    constraint ck_needs_study_concept check ((concept_adopted_on is null) = (concept_document is null)
        and (concept_adopted_on is null or status = 'published'))
);
create table needs_submission (
    id uuid primary key, study_id uuid not null references needs_study, district_id uuid not null references district,
    sex text not null check (sex in ('female', 'male', 'unsaid')),
    age_group text not null check (age_group in ('0-17', '18-34', '35-59', '60+', 'unsaid')),
    paper_number int check (paper_number > 0),
    constraint uq_needs_submission_paper unique (study_id, paper_number)
);
create table needs_answer (
    submission_id uuid not null references needs_submission on delete cascade, question text not null,
    choice text not null, said text, primary key (submission_id, question, choice)
);
create table needs_ticket (
    study_id uuid not null references needs_study, token_hash text not null, used boolean not null,
    primary key (study_id, token_hash)
);
create table needs_count (
    study_id uuid not null, question text not null, choice text not null, district_id uuid not null,
    sex text not null, age_group text not null, people int not null,
    primary key (study_id, question, choice, district_id, sex, age_group)
)
"""

MOVES = """
create function needs_study_moves() returns trigger language plpgsql as $$
begin
    if old.status <> new.status and (old.status, new.status) not in
        (('draft', 'open'), ('open', 'closed'), ('closed', 'published')) then
        raise exception 'a study does not go from % to %', old.status, new.status
            using errcode = 'check_violation', constraint = 'ck_needs_study_moves';
    end if;
    if old.status <> 'draft' and (old.questions, old.district_ids) is distinct from (new.questions, new.district_ids)
        or old.status = 'published' and old.results is distinct from new.results then
        raise exception 'what was asked and what was found stay as they are'
            using errcode = 'check_violation', constraint = 'ck_needs_study_frozen';
    end if;
    return new;
end $$
"""

# Counting as it is written makes analysing cheap, however many have answered. In the order of the key: no deadlocks.
COUNTS = """
create function needs_are_counted() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into needs_count
            select s.study_id, a.question, a.choice, s.district_id, s.sex, s.age_group, count(*)
            from changed a join needs_submission s on s.id = a.submission_id
            group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6
        on conflict (study_id, question, choice, district_id, sex, age_group)
            do update set people = needs_count.people + excluded.people;
    else
        insert into needs_count
            select s.study_id, a.question, a.choice, s.district_id, s.sex, s.age_group, -count(*)
            from changed a join needs_submission s on s.id = a.submission_id
            group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6
        on conflict (study_id, question, choice, district_id, sex, age_group)
            do update set people = needs_count.people + excluded.people;
    end if;
    return null;
end $$
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        run(statement)
    run(MOVES)
    run(COUNTS)
    run("""
        create trigger needs_study_moves before update on needs_study for each row execute function needs_study_moves();
        create trigger needs_answer_added after insert on needs_answer referencing new table as changed
            for each statement execute function needs_are_counted();
        create trigger needs_answer_removed after delete on needs_answer referencing old table as changed
            for each statement execute function needs_are_counted();
    """)
