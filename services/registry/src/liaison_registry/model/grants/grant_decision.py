"""The decision of a grant call: what was proposed, and that it fits into what there is."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from liaison_contracts.registry import CSOStatus
from liaison_kit.errors import Conflict, FieldError, Refusal

from liaison_registry.model.csos.cso import CSO
from liaison_registry.model.grants.grant_application import GrantApplication
from liaison_registry.model.grants.grant_call import GrantCall
from liaison_registry.model.programme.money import hryvnias


class AwardAboveRequest(Refusal):
    """No more than was applied for: {most} UAH."""

    field = "awards"


class AwardsAboveTotal(Refusal):
    """The grants come to {sum} UAH, and the call has {total} UAH."""

    field = "awards"


class AwardedToInactive(Conflict):
    """{name} is no longer active: it cannot receive a grant."""


def propose(call: GrantCall, applications: Iterable[GrantApplication], amounts: Mapping[UUID, int]) -> None:
    """Says what each eligible application would receive; nothing where `amounts` is silent.

    AwardAboveRequest naming each that is too much, NotEligible for one that is not judged, AwardsAboveTotal.
    """
    call.must_be_ranked()
    by_id = {one.id: one for one in applications}
    places = {application: place for place, application in enumerate(amounts)}
    for application in amounts:
        by_id[application].must_be_judged()
    too_much = [
        FieldError(f"awards.{places[one]}", AwardAboveRequest.__doc__ or "", {"most": hryvnias(by_id[one].requested)})
        for one, amount in amounts.items()
        if amount > by_id[one].requested
    ]
    if too_much:
        raise AwardAboveRequest(errors=too_much, most=too_much[0].values["most"])
    if sum(amounts.values()) > call.total:
        raise AwardsAboveTotal(sum=hryvnias(sum(amounts.values())), total=hryvnias(call.total))
    for one in by_id.values():
        one.proposed = amounts.get(one.id, 0)
    call.changed()


def award(call: GrantCall, settled: Iterable[tuple[GrantApplication, CSO]], today: date) -> list[GrantApplication]:
    """Decides the call by what was proposed; the applications that receive something.

    AwardedToInactive if an organisation is no more, AwardsAboveTotal if the amounts are.
    """
    pairs = list(settled)
    call.decide(today)
    for application, cso in pairs:
        if application.proposed and cso.status != CSOStatus.ACTIVE:
            raise AwardedToInactive(name=cso.name)
    sum_of_all = sum(application.proposed for application, _ in pairs)
    if sum_of_all > call.total:
        raise AwardsAboveTotal(sum=hryvnias(sum_of_all), total=hryvnias(call.total))
    return [application for application, _ in pairs if application.settle()]
