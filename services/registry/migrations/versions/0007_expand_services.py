"""A catalogue of services, what each office offers of it, how an office is described, and its pictures."""

from liaison_kit.migrations import run

revision = "0007"
down_revision = "0006"

OFFERS = """
create function office_offers() returns trigger language plpgsql as $$
begin
    if (select status from office where id = new.office_id for share) = 'closed' then
        raise exception 'a closed office offers no services'
            using errcode = 'check_violation', constraint = 'ck_office_service_closed';
    end if;
    if (select status from service where id = new.service_id for share) = 'retired' then
        raise exception 'a retired service is offered nowhere'
            using errcode = 'check_violation', constraint = 'ck_office_service_retired';
    end if;
    return new;
end $$
"""

WITHDRAWN = """
create function office_closes() returns trigger language plpgsql as $$
begin
    delete from office_service where office_id = new.id;
    return new;
end $$
"""

RETIRES = """
create function service_retires() returns trigger language plpgsql as $$
begin
    if exists (select from office_service where service_id = new.id) then
        raise exception 'a service that offices offer is not retired'
            using errcode = 'check_violation', constraint = 'ck_service_offered';
    end if;
    return new;
end $$
"""

DAYS_END = """
create function outreach_ends(outreach jsonb) returns boolean immutable language sql as $$
    select not exists (
        select from jsonb_array_elements(outreach) as one
        where (one ->> 'ends_at')::timestamptz <= (one ->> 'starts_at')::timestamptz
    )
$$
"""


def upgrade() -> None:
    run("""
        create table service (
            id uuid primary key,
            version integer not null,
            name text not null unique,
            name_en text not null,
            description text not null,
            description_en text not null,
            area text not null,
            eligibility text,
            eligibility_en text,
            documents text,
            documents_en text,
            cost text,
            cost_en text,
            min_age integer check (min_age between 0 and 120),
            max_age integer check (max_age between 0 and 120),
            status text not null check (status in ('active', 'retired')),
            check (min_age <= max_age)
        );
        create table office_service (
            id uuid primary key,
            version integer not null,
            office_id uuid not null references office,
            service_id uuid not null references service,
            hours jsonb not null default '[]',
            eligibility text,
            eligibility_en text,
            documents text,
            documents_en text,
            cost text,
            cost_en text,
            phone text check (phone ~ '^[+][1-9][0-9]{7,14}$'),
            assured_on date not null,
            assured_by uuid not null,
            constraint uq_office_service unique (office_id, service_id),
            constraint ck_office_service_hours check (hours_are_apart(hours))
        );
        create index ix_office_service_service_id on office_service (service_id);
        create table office_photo (
            id uuid primary key,
            office_id uuid not null references office,
            media_type text not null check (media_type in ('image/jpeg', 'image/png', 'image/webp')),
            content bytea not null check (octet_length(content) <= 5242880),
            width integer not null check (width > 0),
            height integer not null check (height > 0),
            alt text not null check (alt <> ''),
            alt_en text not null check (alt_en <> ''),
            added_at timestamptz not null
        );
        create index ix_office_photo_office_id on office_photo (office_id);
    """)
    run(OFFERS)
    run(WITHDRAWN)
    run(RETIRES)
    run(DAYS_END)
    run("""
        alter table office add column email text, add column if not exists post_code text,
            add column description text, add column description_en text,
            add column travel text, add column travel_en text, add column accessibility jsonb,
            add column details_set_here boolean not null default false,
            add column services jsonb not null default '[]', add column outreach jsonb not null default '[]',
            add column photos jsonb not null default '[]';
        alter table office add constraint ck_office_outreach check (outreach_ends(outreach)) not valid;
        alter table office validate constraint ck_office_outreach;
        create trigger office_offers before insert or update on office_service for each row
            execute function office_offers();
        create trigger office_closes after update of status on office for each row
            when (new.status = 'closed') execute function office_closes();
        create trigger service_retires before update of status on service for each row
            when (new.status = 'retired') execute function service_retires();
    """)
