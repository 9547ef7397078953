"""Organisations: the slices, as the registry serves them."""

from fastapi import APIRouter

from liaison_registry.use_cases.csos import (
    change_cso,
    change_initiative_group,
    dissolve_cso,
    end_memorandum,
    form_initiative_group,
    give_up_initiative,
    import_csos,
    join_network,
    leave_network,
    mark_dormant,
    merge_csos,
    register_cso,
    renew_memorandum,
    sign_memorandum,
    take_founding_step,
    tell_csos_apart,
    undo_founding_step,
    wake_cso,
)
from liaison_registry.views.csos import (
    list_csos,
    list_duplicates,
    list_groups,
    show_cso,
    show_cso_form,
    show_cso_registration_form,
    show_csos_data,
    show_group,
    show_group_form,
    show_memoranda,
)

SLICES: list[APIRouter] = [
    import_csos.router,
    register_cso.router,
    form_initiative_group.router,
    change_initiative_group.router,
    take_founding_step.router,
    undo_founding_step.router,
    give_up_initiative.router,
    change_cso.router,
    mark_dormant.router,
    wake_cso.router,
    dissolve_cso.router,
    sign_memorandum.router,
    renew_memorandum.router,
    end_memorandum.router,
    join_network.router,
    leave_network.router,
    merge_csos.router,
    tell_csos_apart.router,
    list_csos.router,
    show_csos_data.router,
    list_groups.router,
    show_group_form.router,  # before show_group: "new" is no id
    show_group.router,
    list_duplicates.router,
    show_cso_registration_form.router,  # before show_cso: /cso/new is no EDRPOU
    show_cso_form.router,
    show_memoranda.router,
    show_cso.router,
]
