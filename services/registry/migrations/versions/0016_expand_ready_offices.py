"""An office opens without an override only with a qualified worker, a service, a room and hours: the database knows it.

What the budget covers stays the model's: pledges are withdrawn and budgets planned anew after an opening, too.
"""

from liaison_kit.migrations import run

revision = "0016"
down_revision = "0015"

QUALIFIED = """
create function office_has_qualified_worker(office uuid, day date) returns boolean stable language sql as $$
    select exists (select from training_programme where required) and exists (
        select from staff as s
        where s.kind = 'person' and s.active and s.roles ? 'worker' and (s.whole_network or s.offices ? office::text)
            and not exists (
                select from training_programme as p
                where p.required and not exists (
                    select from certificate as c
                    where c.staff_id = s.id and c.programme_id = p.id and c.withdrawn_on is null
                        and c.completed_on <= day
                        and day < c.completed_on + make_interval(months => p.validity_months)
                )
            )
    )
$$
"""

OPENS = """
create function office_opens() returns trigger language plpgsql as $$
begin
    if not (office_has_qualified_worker(new.id, new.opened_on)
            and exists (select from office_service where office_id = new.id)
            and jsonb_array_length(new.hours) > 0
            and exists (select from jsonb_array_elements(new.rooms) as room
                where not coalesce((room ->> 'retired')::boolean, false))) then
        raise exception 'an office that is not ready opens only with a reason'
            using errcode = 'check_violation', constraint = 'ck_office_ready';
    end if;
    return new;
end $$
"""


def upgrade() -> None:
    run(QUALIFIED)
    run(OPENS)
    run("""
        create trigger office_opens before update of status on office for each row
            when (old.status = 'staffed' and new.status = 'open' and new.override_reason is null)
            execute function office_opens();
    """)
