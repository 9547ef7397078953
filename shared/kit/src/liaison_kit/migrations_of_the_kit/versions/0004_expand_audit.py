"""The audit trail: only added to, also by whoever turns off foreign keys and triggers for a session."""

from liaison_kit.migrations import run

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    run("""
        create table audit (
            number bigint primary key,
            at timestamptz not null,
            account uuid not null,
            action text not null,
            object jsonb not null,
            fields jsonb not null,
            hash bytea not null
        );
        create index audit_account on audit (account, number);
        create index audit_at on audit (at);
        create function refuse_change_of_audit() returns trigger language plpgsql
            as $$ begin raise exception 'the audit trail is only added to'; end $$;
        create trigger audit_is_only_added_to before update or delete or truncate on audit
            for each statement execute function refuse_change_of_audit();
        alter table audit enable always trigger audit_is_only_added_to;
    """)
