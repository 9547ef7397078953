"""Grant competitions: the slices, as the registry serves them."""

from fastapi import APIRouter

from liaison_registry.use_cases.grants import (
    apply_for_grant,
    change_grant_call,
    check_eligibility,
    decide_grant_call,
    declare_conflict,
    draft_grant_call,
    end_scoring,
    finish_grant_call,
    open_grant_call,
    propose_awards,
    receive_report,
    record_transfer,
    score_application,
    sign_agreement,
    withdraw_application,
)
from liaison_registry.views.grants import (
    list_grant_applications,
    list_grant_calls,
    show_grant,
    show_grant_application,
    show_grant_application_form,
    show_grant_call,
    show_grant_call_editor,
    show_grant_call_form,
    show_grant_ranking,
    show_grants_data,
    show_own_application,
)

SLICES: list[APIRouter] = [
    draft_grant_call.router,
    change_grant_call.router,
    open_grant_call.router,
    apply_for_grant.router,
    withdraw_application.router,
    check_eligibility.router,
    declare_conflict.router,
    score_application.router,
    end_scoring.router,
    propose_awards.router,
    decide_grant_call.router,
    sign_agreement.router,
    record_transfer.router,
    receive_report.router,
    finish_grant_call.router,
    list_grant_calls.router,
    show_grant_call_form.router,  # before show_grant_call: /grants/new is no call
    show_grant_application.router,
    show_grant.router,
    show_own_application.router,
    show_grant_call.router,
    show_grant_call_editor.router,
    show_grant_application_form.router,
    list_grant_applications.router,
    show_grant_ranking.router,
    show_grants_data.router,
]
