"""People and programs: the slices, as the registry serves them."""

from fastapi import APIRouter

from liaison_registry.use_cases.people import (
    add_program,
    change_roles,
    deactivate_account,
    invite_person,
    reactivate_account,
    replace_token,
    reset_second_factor,
    revoke_sign_ins,
    send_link,
)
from liaison_registry.views.people import list_people, show_invitation_form, show_person, show_program_form

SLICES: list[APIRouter] = [
    invite_person.router,
    change_roles.router,
    deactivate_account.router,
    reactivate_account.router,
    revoke_sign_ins.router,
    reset_second_factor.router,
    send_link.router,
    add_program.router,
    replace_token.router,
    list_people.router,
    show_invitation_form.router,  # before show_person: "new" is no id
    show_program_form.router,
    show_person.router,
]
