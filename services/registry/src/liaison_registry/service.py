"""The registry's table of contents."""

from pathlib import Path

from liaison_kit.service import Service
from liaison_pages.render import pages

from liaison_registry.reactions.on_sealing_key_state import on_sealing_key_state
from liaison_registry.settings import RegistrySettings
from liaison_registry.use_cases import (
    add_program,
    change_milestone,
    change_roles,
    deactivate_account,
    dissolve_cso,
    import_csos,
    import_network,
    invite_person,
    open_office,
    reactivate_account,
    register_cso,
    replace_token,
    request_reset,
    reset_second_factor,
    revoke_sign_ins,
    send_link,
    sign_in,
    sign_out,
)
from liaison_registry.views import (
    list_csos,
    list_districts,
    list_offices,
    list_people,
    show_cso,
    show_cso_registration_form,
    show_forgotten_password,
    show_import,
    show_import_report,
    show_invitation_form,
    show_office,
    show_person,
    show_program_form,
    show_programme,
    show_sign_in,
)

SERVICE = Service(
    name="registry",
    migrations=Path(__file__).parents[2] / "migrations",
    slices=[
        import_network.router,
        import_csos.router,
        open_office.router,
        register_cso.router,
        dissolve_cso.router,
        change_milestone.router,
        sign_in.router,
        sign_out.router,
        list_offices.router,
        show_office.router,
        list_districts.router,
        list_csos.router,
        show_cso_registration_form.router,  # before show_cso: /cso/new is no EDRPOU
        show_cso.router,
        show_programme.router,
        show_import.router,
        show_import_report.router,
        show_sign_in.router,
        request_reset.router,
        show_forgotten_password.router,
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
    ],
    settings=RegistrySettings,
    reactions=[on_sealing_key_state],
    pages=pages("liaison_registry"),
    owns_accounts=True,
)
