"""Templates: other versions of what messages say, and with which one each message was sent."""

from liaison_kit.migrations import run

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    run("""
        create table message_template (
            id uuid primary key,
            version integer not null,
            purpose text not null,
            language text not null,
            channel text not null,
            published integer not null default 0 check (published >= 0),
            constraint uq_message_template unique (purpose, language, channel),
            constraint ck_message_template_channel check (channel in ('sms', 'email'))
        );
        create table template_version (
            id uuid primary key,
            template_id uuid not null references message_template (id),
            number integer not null check (number > 0),
            subject text not null,
            text text not null check (text <> ''),
            written_at timestamptz not null,
            written_by uuid not null,
            published_at timestamptz,
            constraint uq_template_version unique (template_id, number)
        );
        create unique index template_version_one_draft on template_version (template_id) where published_at is null;
        create table template_publication (
            id uuid primary key,
            template_id uuid not null references message_template (id),
            number integer not null check (number >= 0),
            published_at timestamptz not null,
            published_by uuid not null
        );
        create index template_publication_of on template_publication (template_id, id);
        create function template_version_is_final() returns trigger language plpgsql as $$ begin
            raise exception 'what was published stays as it was' using errcode = 'check_violation'; end
        $$;
        create trigger template_version_stays before update or delete on template_version
            for each row when (old.published_at is not null) execute function template_version_is_final();
        alter table delivery add column template_version_id uuid;
        alter table delivery add column asked_by uuid;
        create index delivery_asked_by on delivery (asked_by, created_at) where asked_by is not null;
    """)
