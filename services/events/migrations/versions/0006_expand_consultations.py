"""Consultations with their history, appointments that cannot be double-booked, and the offices' hours."""

from liaison_kit.migrations import run

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    run("""
        alter table office_copy add column district_id uuid, add column hours jsonb, add column special_hours jsonb;
        create table consultation (
            id uuid primary key,
            version integer not null,
            office_id uuid not null,
            given_on date not null,
            logged_at timestamptz not null,
            logged_by uuid not null,
            topic text not null,
            question text,
            tool text,
            outcome text not null,
            reference text,
            follow_up_on date,
            result text,
            result_on date,
            person text,
            contact text,
            consented_on date,
            appointment_id uuid,
            taken_back_at timestamptz,
            constraint ck_consultation_consent check (consented_on is not null or (person is null and contact is null)),
            constraint ck_consultation_result check ((result is null) = (result_on is null)),
            constraint ck_consultation_follow_up check (follow_up_on >= given_on)
        );
        create index ix_consultation_day on consultation (given_on, office_id);
        create index ix_consultation_follow_up on consultation (follow_up_on)
            where taken_back_at is null;
        create index ix_consultation_logged_by on consultation (logged_by, logged_at);
        create index ix_consultation_person on consultation (given_on) where person is not null or contact is not null;
        create table consultation_change (
            consultation_id uuid not null references consultation,
            version integer not null,
            at timestamptz not null,
            account uuid not null,
            before jsonb not null,
            primary key (consultation_id, version)
        );
        create table appointment_plan (
            id uuid primary key,
            version integer not null,
            minutes integer not null constraint ck_appointment_plan_minutes check (minutes between 10 and 240),
            advisers integer not null constraint ck_appointment_plan_advisers check (advisers between 0 and 20),
            days_ahead integer not null constraint ck_appointment_plan_days check (days_ahead between 1 and 90)
        );
        create table appointment (
            id uuid primary key,
            version integer not null,
            office_id uuid not null,
            adviser integer not null constraint ck_appointment_adviser check (adviser > 0),
            day date not null,
            starts_at timestamptz not null,
            ends_at timestamptz not null,
            topic text not null,
            name text,
            phone text,
            email text,
            status text not null,
            token_hash text not null unique,
            created_at timestamptz not null,
            constraint ck_appointment_order check (starts_at < ends_at),
            constraint ex_appointment_adviser exclude using gist (
                office_id with =, adviser with =, tstzrange(starts_at, ends_at) with &&
            ) where (status <> 'cancelled')
        );
        create index ix_appointment_day on appointment (day, office_id);
        create unique index uq_appointment_phone on appointment (office_id, day, phone) where status = 'booked';
        create unique index uq_appointment_email on appointment (office_id, day, lower(email)) where status = 'booked';
        alter table consultation add constraint uq_consultation_appointment unique (appointment_id);
    """)
