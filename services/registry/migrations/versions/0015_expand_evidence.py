"""Files that show how far a milestone is; OGP's scales for the commitment; a directory that is counted faster."""

from liaison_kit.migrations import run

revision = "0015"
down_revision = "0014"

FILES = """
create table evidence_file (
    id uuid primary key,
    programme_id uuid not null references programme,
    milestone integer not null,
    place smallint not null constraint ck_evidence_file_place check (place between 1 and 3),
    title text not null,
    title_en text not null,
    media_type text not null,
    content bytea not null constraint ck_evidence_file_size check (octet_length(content) between 1 and 10485760),
    added_at timestamptz not null,
    constraint uq_evidence_file_place unique (programme_id, milestone, place)
);
-- Documents and pictures are packed already.
alter table evidence_file alter column content set storage external;
"""

ASSESSMENTS = """
alter table programme add column assessments jsonb not null default '[]';
create table programme_assessment (
    id uuid primary key,
    programme_id uuid not null references programme,
    scale text not null,
    level text not null,
    reason text not null,
    reason_en text not null,
    assessed_on date not null,
    recorded_at timestamptz not null,
    recorded_by uuid not null,
    constraint ck_programme_assessment_level check (
        (scale = 'completion' and level in ('no_evidence', 'not_started', 'limited', 'substantial', 'complete'))
        or (scale = 'opened_government'
            and level in ('worsened', 'did_not_change', 'marginal', 'major', 'outstanding')))
);
create index ix_programme_assessment_programme_id on programme_assessment (programme_id);
create function programme_assessment_stays() returns trigger language plpgsql as $$
begin
    raise exception 'what was said of the commitment is not changed: say anew'
        using errcode = 'check_violation', constraint = 'ck_programme_assessment_stays';
end $$;
create trigger programme_assessment_stays before update or delete on programme_assessment
    for each row execute function programme_assessment_stays();
"""

# Counting the directory reads an index, and this one is the smallest there can be.
COUNTED = "create index ix_cso_listed on cso (created_with_help) where status <> 'merged'"


def upgrade() -> None:
    run(FILES)
    run(ASSESSMENTS)
    run(COUNTED)
