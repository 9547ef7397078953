"""The registry's table of contents."""

from pathlib import Path

from liaison_kit.database import Database
from liaison_kit.service import Service
from liaison_kit.settings import Settings
from liaison_pages.render import pages

from liaison_registry.demo_accounts import keep_demo_accounts
from liaison_registry.jobs.forget_sign_ins import forget_sign_ins
from liaison_registry.jobs.forget_signing_keys import forget_signing_keys
from liaison_registry.model import register_extract, yaml_lines
from liaison_registry.reactions.on_sealing_key_state import on_sealing_key_state
from liaison_registry.settings import RegistrySettings
from liaison_registry.signing_key import announce_signing_key
from liaison_registry.use_cases import (
    add_program,
    begin_city_sign_in,
    change_hours,
    change_milestone,
    change_password,
    change_roles,
    choose_password,
    close_office,
    deactivate_account,
    dissolve_cso,
    end_sign_in,
    finish_city_sign_in,
    import_csos,
    import_network,
    invite_person,
    open_office,
    reactivate_account,
    register_cso,
    remove_special_hours,
    remove_totp,
    replace_token,
    request_reset,
    reset_second_factor,
    resume_office,
    revoke_sign_ins,
    revoke_signing_keys,
    rotate_signing_key,
    send_link,
    set_special_hours,
    set_up_totp,
    sign_in,
    sign_out,
    sign_out_everywhere,
    suspend_office,
)
from liaison_registry.views import (
    list_csos,
    list_districts,
    list_offices,
    list_people,
    list_signing_keys,
    show_account,
    show_cso,
    show_cso_registration_form,
    show_forgotten_password,
    show_hours_form,
    show_import,
    show_import_report,
    show_invitation_form,
    show_link,
    show_no_role,
    show_office,
    show_person,
    show_program_form,
    show_programme,
    show_renewal,
    show_sign_in,
    show_totp,
)


async def _keep_keys_and_accounts(database: Database, settings: Settings) -> None:
    await announce_signing_key(database, settings)
    await keep_demo_accounts(database, settings)


SERVICE = Service(
    name="registry",
    migrations=Path(__file__).parents[2] / "migrations",
    settings=RegistrySettings,
    slices=[
        import_network.router,
        import_csos.router,
        open_office.router,
        suspend_office.router,
        resume_office.router,
        close_office.router,
        change_hours.router,
        set_special_hours.router,
        remove_special_hours.router,
        register_cso.router,
        dissolve_cso.router,
        change_milestone.router,
        sign_in.router,
        sign_out.router,
        sign_out_everywhere.router,
        end_sign_in.router,
        change_password.router,
        choose_password.router,
        set_up_totp.router,
        remove_totp.router,
        list_offices.router,
        show_office.router,
        show_hours_form.router,
        list_districts.router,
        list_csos.router,
        show_cso_registration_form.router,  # before show_cso: /cso/new is no EDRPOU
        show_cso.router,
        show_programme.router,
        show_import.router,
        show_import_report.router,
        show_sign_in.router,
        show_renewal.router,
        show_link.router,
        show_account.router,
        show_totp.router,
        begin_city_sign_in.router,
        finish_city_sign_in.router,
        show_no_role.router,
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
    api_only=[list_signing_keys.router, rotate_signing_key.router, revoke_signing_keys.router],
    reactions=[on_sealing_key_state],
    jobs=[forget_signing_keys, forget_sign_ins],
    uploads={"/network": yaml_lines.LARGEST, "/cso/import": register_extract.LARGEST},
    pages=pages("liaison_registry"),
    on_migrate=_keep_keys_and_accounts,
    owns_accounts=True,
)
