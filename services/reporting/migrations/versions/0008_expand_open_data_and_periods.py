"""Open data: addresses of offices, seats of districts, editions and files of datasets; and periods that were locked.

What is new in the copies is filled by `liaison replay reporting`.
"""

from liaison_kit.migrations import run

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    run("""
        alter table district_copy add column seat text;
        alter table office_copy add column address text;
        alter table office_copy add column street text;
        alter table office_copy add column house text;
        alter table office_copy add column post_code text;
        alter table office_copy add column latitude double precision;
        alter table office_copy add column longitude double precision;
        alter table office_copy add column phone text;
        alter table office_copy add column email text;
        create table grant_copy (
            id uuid primary key,
            version integer not null,
            recorded_at timestamptz not null,
            call_slug text not null,
            call_title text not null,
            cso_id uuid not null,
            edrpou text not null,
            cso_name text not null,
            project_title text not null,
            amount bigint not null,
            transferred bigint not null,
            report_due_on date,
            report_received_on date,
            annulled_on date
        );
        create index ix_grant_copy_recorded_at on grant_copy (recorded_at);
        create table dataset_edition (
            id uuid primary key,
            version integer not null,
            recorded_at timestamptz not null,
            name text not null,
            edition integer not null,
            published_at timestamptz not null,
            current_to timestamptz,
            sha256 text not null,
            size integer not null,
            rows integer not null,
            rows_added integer not null,
            rows_changed integer not null,
            rows_removed integer not null
        );
        create index ix_dataset_edition_name_edition on dataset_edition (name, edition desc);
        create table published_file (
            name text primary key,
            edition integer not null,
            content bytea not null,
            sha256 text not null,
            rows integer not null,
            published_at timestamptz not null,
            current_to timestamptz,
            checked_on date
        );
        create table locked_period (
            id uuid primary key,
            version integer not null,
            recorded_at timestamptz not null,
            period_id uuid not null,
            period text not null,
            number integer not null,
            first date not null,
            last date not null,
            locked_on date not null,
            locked_at timestamptz not null,
            recorded_until timestamptz,
            places jsonb not null,
            included jsonb not null
        );
        create index ix_locked_period_period_number on locked_period (period, number desc);
        create index ix_contribution_day on contribution (day) where family in ('events', 'organisations');
    """)
