"""The programme: the slices, as the registry serves them."""

from fastapi import APIRouter

from liaison_registry.use_cases.programme import (
    add_evidence_file,
    add_funding_source,
    assess_commitment,
    change_milestone,
    correct_spending,
    plan_budget,
    record_pledge,
    record_spending,
    remove_evidence_file,
    withdraw_pledge,
)
from liaison_registry.views.programme import (
    show_assessments,
    show_evidence_file,
    show_evidence_form,
    show_money,
    show_money_form,
    show_programme,
    show_spendings_file,
)

SLICES: list[APIRouter] = [
    change_milestone.router,
    add_evidence_file.router,
    remove_evidence_file.router,
    assess_commitment.router,
    add_funding_source.router,
    record_pledge.router,
    withdraw_pledge.router,
    plan_budget.router,
    record_spending.router,
    correct_spending.router,
    show_programme.router,
    show_evidence_form.router,
    show_evidence_file.router,
    show_assessments.router,
    show_money.router,
    show_money_form.router,
    show_spendings_file.router,
]
