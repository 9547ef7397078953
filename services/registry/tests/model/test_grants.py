"""The rules of grant competitions."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from liaison_kit.database import new_id
from liaison_kit.errors import Refusal
from liaison_registry.model import CSO
from liaison_registry.model.grants.grant_application import ApplicationStatus, GrantApplication
from liaison_registry.model.grants.grant_award import GrantAward, TransferAboveAward
from liaison_registry.model.grants.grant_call import (
    CallIsOver,
    ClosesEarlier,
    GrantCall,
    NotOpenYet,
    TermsAreFixed,
    TooLate,
)
from liaison_registry.model.grants.grant_decision import (
    AwardAboveRequest,
    AwardedToInactive,
    AwardsAboveTotal,
    award,
    propose,
)
from liaison_registry.model.grants.grant_judging import may_see_scores
from liaison_registry.model.grants.grant_project import ApplicationForm, MoreThanLargest
from liaison_registry.model.grants.grant_scores import NotAllChecked, ScoresMissing, must_be_complete, ranked, weighted
from liaison_registry.model.grants.grant_terms import ClosesBeforeItOpens, LargestAboveTotal, Terms

OPENS = datetime(2026, 3, 1, 7, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=30)
DAY = CLOSES.date()
TERMS: dict[str, Any] = {
    "title": "Молодь",
    "description": "x",
    "who_may": "x",
    "total": "1 000",
    "largest": 600_00,
    "criteria": [{"name": "Користь", "weight": 2}, {"name": "Кошти", "weight": 1}],
    "opens_at": OPENS,
    "closes_at": CLOSES,
}


def call_of(status: str = "draft", **changes: Any) -> GrantCall:
    call = GrantCall(id=new_id(), version=1, slug="x", status="draft")
    call.write(Terms(**(TERMS | changes)), OPENS)
    call.status = status
    return call


def application_of(call: GrantCall, requested: int = 500_00, status: str = "eligible") -> GrantApplication:
    application = GrantApplication(id=new_id(), version=1, call_id=call.id, requested=requested, proposed=0)
    application.status, application.contact_name = status, "Олена"
    return application


def organisation(status: str = "active") -> CSO:
    return CSO(id=new_id(), version=1, edrpou="99000376", name="Паросток", status=status)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"largest": 1000_01}, LargestAboveTotal),
        ({"closes_at": OPENS}, ClosesBeforeItOpens),
    ],
)
def test_terms_that_contradict_each_other_are_refused(changes: dict[str, Any], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        call_of(**changes)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"title": "Інша назва"}, None),
        ({"closes_at": CLOSES + timedelta(days=1)}, None),
        ({"closes_at": CLOSES - timedelta(days=1)}, ClosesEarlier),
        ({"total": 2000_00}, TermsAreFixed),
        ({"largest": 500_00}, TermsAreFixed),
        ({"criteria": [{"name": "Інше", "weight": 1}]}, TermsAreFixed),
        ({"opens_at": OPENS + timedelta(hours=1)}, TermsAreFixed),
        ({"evaluators_needed": 1}, TermsAreFixed),
    ],
)
def test_what_a_public_call_has_promised_stays(changes: dict[str, Any], refusal: type[Refusal] | None) -> None:
    call = call_of("open")
    terms = Terms(**(TERMS | changes))
    if refusal is None:
        assert call.write(terms, OPENS)
        return
    with pytest.raises(refusal):
        call.write(terms, OPENS)
    with pytest.raises(CallIsOver):
        call.write(terms, call.closes_at)


@pytest.mark.parametrize(
    ("status", "at", "refusal"),
    [
        ("open", OPENS - timedelta(seconds=1), NotOpenYet),
        ("open", OPENS, None),
        ("open", CLOSES - timedelta(seconds=1), None),
        ("open", CLOSES, TooLate),
        ("closed", CLOSES + timedelta(days=1), TooLate),
    ],
)
def test_applications_are_taken_between_two_moments(status: str, at: datetime, refusal: type[Refusal] | None) -> None:
    call = call_of(status)
    if refusal is None:
        call.must_take_applications(at)
        return
    with pytest.raises(refusal, match=r"\d\d:\d\d"):
        call.must_take_applications(at)


FORM: dict[str, Any] = {
    "title": "x",
    "summary": "x",
    "edrpou": "99000376",
    "contact_name": "Олена",
    "contact_email": "olena@example.org",
    "budget": [{"what": "x", "amount": "600"}],
    "consent": True,
}


def test_every_field_that_is_wrong_is_named_at_once() -> None:
    wrong = {"contact_phone": "12", "contact_email": "olena@", "consent": False}
    form = ApplicationForm(**(FORM | wrong | {"budget": [{"what": "x", "amount": "600,01"}]}))
    with pytest.raises(Refusal) as refused:
        form.checked_contact(call_of("open"), None)
    fields = {error.field for error in refused.value.errors}
    assert fields == {"edrpou", "contact_phone", "contact_email", "budget", "consent"}


def test_the_sum_of_the_lines_is_at_most_the_largest_grant() -> None:
    call, cso = call_of("open"), organisation()
    assert ApplicationForm(**FORM).checked_contact(call, cso)["contact_email"] == "olena@example.org"
    with pytest.raises(MoreThanLargest, match="600,01 UAH"):
        ApplicationForm(**(FORM | {"budget": [{"what": "x", "amount": 1}, *FORM["budget"]]})).must_fit(call)


def points() -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, 10), min_size=2, max_size=2)


@given(
    st.dictionaries(st.uuids(), st.lists(points(), max_size=4), max_size=8),
    st.lists(st.integers(1, 100), min_size=2, max_size=2),
)
def test_equal_means_share_a_place_and_nobody_else_does(
    given_points: dict[UUID, list[list[int]]], weights: list[int]
) -> None:
    places = ranked(given_points, weights)
    assert {one.application_id for one in places} == given_points.keys()
    scored = [one for one in places if one.mean is not None]
    assert places[: len(scored)] == scored
    for n, (one, other) in enumerate(pairwise(scored), start=1):
        assert one.mean is not None
        assert other.mean is not None
        assert (one.place == other.place) == (one.mean == other.mean)
        assert one.mean >= other.mean
        assert other.place in (n + 1, one.place)
    for one in scored:
        assert one.tied == ([other.mean for other in scored].count(one.mean) > 1)
        assert Fraction(0) <= (one.mean or 0) <= 10


def test_a_mean_is_weighted_and_exact() -> None:
    assert weighted([10, 1], [2, 1]) == 7
    first, second, third = new_id(), new_id(), new_id()
    places = ranked({first: [[7, 7], [8, 7]], second: [[10, 1], [8, 7]], third: []}, [2, 1])
    assert [(one.application_id, one.place, one.tied) for one in places] == [
        (first, 1, True),
        (second, 1, True),
        (third, None, False),
    ]
    assert places[0].mean == 7 + Fraction(1, 3)
    assert str(ranked({first: [[10, 9], [9, 9], [9, 9]]}, [2, 1])[0].shown) == "9.22"


def test_the_scoring_ends_only_when_all_is_checked_and_scored() -> None:
    call = call_of("closed")
    eligible, ineligible = application_of(call), application_of(call, status="ineligible")
    must_be_complete([eligible, ineligible], {eligible.id: 2}, 2)
    with pytest.raises(ScoresMissing):
        must_be_complete([eligible], {eligible.id: 1}, 2)
    with pytest.raises(NotAllChecked):
        must_be_complete([eligible, application_of(call, status="submitted")], {eligible.id: 2}, 2)


@pytest.mark.parametrize(
    ("over", "has_scored", "has_conflict", "sees"),
    [
        (False, False, False, False),
        (False, True, False, True),
        (False, True, True, False),
        (False, False, True, False),
        (True, False, False, True),
        (True, False, True, True),
    ],
)
def test_others_scores_are_hidden_until_ones_own_are_given(
    over: bool, has_scored: bool, has_conflict: bool, sees: bool
) -> None:
    call = call_of("closed")
    call.scoring_ended_at = CLOSES if over else None
    assert may_see_scores(call, has_scored=has_scored, has_conflict=has_conflict) is sees


def ranked_call() -> GrantCall:
    call = call_of("closed")
    call.end_scoring(CLOSES)
    return call


@pytest.mark.parametrize(
    ("amounts", "refusal"),
    [
        ([500_00, 500_00], None),
        ([500_00, 0], None),
        ([500_01, 0], AwardAboveRequest),
        ([400_00, 400_00, 200_01], AwardsAboveTotal),
    ],
)
def test_grants_fit_into_what_was_asked_for_and_what_there_is(
    amounts: list[int], refusal: type[Refusal] | None
) -> None:
    call = ranked_call()
    applications = [application_of(call) for _ in amounts]
    wanted = {one.id: amount for one, amount in zip(applications, amounts, strict=True)}
    if refusal is None:
        propose(call, applications, wanted)
        assert [one.proposed for one in applications] == amounts
        return
    with pytest.raises(refusal):
        propose(call, applications, wanted)
    assert sum(one.proposed for one in applications) == 0


def test_an_organisation_that_is_no_more_receives_nothing() -> None:
    call = ranked_call()
    application = application_of(call)
    application.proposed = 1
    with pytest.raises(AwardedToInactive, match="Паросток"):
        award(call, [(application, organisation("dissolved"))], DAY)


def test_a_decision_is_checked_once_more_whatever_was_proposed() -> None:
    call = ranked_call()
    applications = [application_of(call, 600_00) for _ in range(2)]
    for one in applications:
        one.proposed = 500_01
    with pytest.raises(AwardsAboveTotal):
        award(call, [(one, organisation()) for one in applications], DAY)


@pytest.mark.parametrize(
    ("amount", "paid", "fits"),
    [(500_00, 0, True), (500_01, 0, False), (1, 499_99, True), (2, 499_99, False), (1, 500_00, False)],
)
def test_no_more_is_paid_than_was_awarded(amount: int, paid: int, fits: bool) -> None:
    grant = GrantAward(id=new_id(), version=1, amount=500_00, signed_on=DAY)
    if fits:
        assert grant.pay(amount, DAY, paid, DAY, None).amount == amount
        return
    with pytest.raises(TransferAboveAward):
        grant.pay(amount, DAY, paid, DAY, None)


def test_a_late_report_is_counted_from_the_day_it_was_due() -> None:
    grant = GrantAward(id=new_id(), version=1, amount=1)
    assert grant.days_overdue(date(2099, 1, 1)) == 0
    grant.agree("1", DAY, DAY + timedelta(days=10), DAY, DAY)
    assert [grant.days_overdue(DAY + timedelta(days=days)) for days in (10, 11, 40)] == [0, 1, 30]
    grant.report(DAY + timedelta(days=20), DAY + timedelta(days=20))
    assert grant.days_overdue(DAY + timedelta(days=40)) == 0


class LifeOfACall(RuleBasedStateMachine):
    """Anything is tried at any time: what goes through keeps the order of the call's life, and the money."""

    @initialize(far=st.integers(0, 7), amounts=st.lists(st.integers(1, 600_00), max_size=4))
    def begin(self, far: int, amounts: list[int]) -> None:
        """Somewhere on the way, so that its end is tried as often as its beginning."""
        self.call, self.now, self.cso = call_of(), OPENS - timedelta(days=1), organisation()
        self.statuses, self.applications, self.scores = ["draft"], list[GrantApplication](), dict[UUID, int]()
        self.awards, self.paid = list[GrantAward](), dict[UUID, int]()

        lawful = (
            self.open,
            lambda: [self.apply(amount) for amount in amounts],
            lambda: [
                one.check(self.call, self.cso, eligible=True, reason=None, by=new_id(), now=self.now)
                for one in self.applications
            ],
            self.close_when_it_is_time,
            lambda: (self.scores.update({one.id: 2 for one in self.applications}), self.end_scoring()),
            lambda: propose(self.call, self.applications, {one.id: one.requested // 4 for one in self.applications}),
            self.decide,
        )
        for days, step in zip((1, 1, 1, 40, 1, 1, 1), lawful[:far], strict=False):
            self.now += timedelta(days=days)
            step()

    def attempt(self, deed: Any) -> bool:
        try:
            deed()
        except Refusal:
            return False
        if self.call.status != self.statuses[-1]:
            self.statuses.append(self.call.status)
        return True

    @rule(days=st.integers(1, 20))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule()
    def open(self) -> None:
        self.attempt(lambda: self.call.open(self.now))

    @rule()
    def close_when_it_is_time(self) -> None:
        if self.call.status == "open" and self.now >= self.call.closes_at:
            self.attempt(self.call.close)

    @rule(amount=st.integers(1, 700_00))
    def apply(self, amount: int) -> None:
        form = ApplicationForm(**(FORM | {"budget": [{"what": "x", "amount": amount}]}))

        def send() -> None:
            self.call.must_take_applications(self.now)
            form.checked_contact(self.call, self.cso)
            self.applications.append(application_of(self.call, form.requested, "submitted"))

        if self.attempt(send):
            assert OPENS <= self.now < CLOSES
            assert amount <= self.call.largest

    @rule(data=st.data(), eligible=st.booleans())
    def check(self, data: st.DataObject, eligible: bool) -> None:
        if self.applications:
            one = data.draw(st.sampled_from(self.applications))
            self.attempt(
                lambda: one.check(self.call, self.cso, eligible=eligible, reason="x", by=new_id(), now=self.now)
            )

    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        if self.applications:
            one = data.draw(st.sampled_from(self.applications))
            if self.attempt(lambda: one.withdraw(self.call, self.now)):
                assert one.contact_name is None

    @rule(data=st.data())
    def score(self, data: st.DataObject) -> None:
        if self.applications:
            one = data.draw(st.sampled_from(self.applications))
            if self.attempt(lambda: (self.call.must_be_scored(), one.must_be_judged())):
                self.scores[one.id] = self.scores.get(one.id, 0) + 1

    @rule()
    def end_scoring(self) -> None:
        def end() -> None:
            must_be_complete(self.applications, self.scores, self.call.evaluators_needed)
            self.call.end_scoring(self.now)

        if self.attempt(end):
            assert all(one.status != ApplicationStatus.SUBMITTED for one in self.applications)

    @rule(data=st.data())
    def propose(self, data: st.DataObject) -> None:
        judged = [one for one in self.applications if one.status == ApplicationStatus.ELIGIBLE]
        amounts = {one.id: data.draw(st.integers(0, 700_00)) for one in judged}
        self.attempt(lambda: propose(self.call, judged, amounts))

    @rule()
    def decide(self) -> None:
        judged = [(one, self.cso) for one in self.applications if one.status == ApplicationStatus.ELIGIBLE]

        def settle() -> None:
            for one in award(self.call, judged, self.now.date()):
                self.awards.append(GrantAward(id=new_id(), version=1, amount=one.proposed))

        self.attempt(settle)

    @rule(data=st.data(), amount=st.integers(1, 700_00))
    def pay(self, data: st.DataObject, amount: int) -> None:
        if self.awards:
            one, today = data.draw(st.sampled_from(self.awards)), self.now.date()
            self.attempt(
                lambda: one.agree("1", today, today + timedelta(days=30), self.call.decided_on or today, today)
            )
            before = self.paid.get(one.id, 0)
            if self.attempt(lambda: one.pay(amount, today, before, today, None)):
                self.paid[one.id] = before + amount

    @rule(data=st.data())
    def report(self, data: st.DataObject) -> None:
        if self.awards:
            one = data.draw(st.sampled_from(self.awards))
            self.attempt(lambda: one.report(self.now.date(), self.now.date()))

    @rule(data=st.data())
    def annul(self, data: st.DataObject) -> None:
        if self.awards:
            one = data.draw(st.sampled_from(self.awards))
            paid = self.paid.get(one.id, 0)
            if self.attempt(lambda: one.annul("x", paid, self.now.date())):
                assert not paid

    @rule()
    def finish(self) -> None:
        missing = sum(one.report_received_on is None and one.annulled_on is None for one in self.awards)
        if self.attempt(lambda: self.call.finish(missing, self.now.date())):
            assert not missing

    @invariant()
    def a_life_is_lived_in_order(self) -> None:
        assert ["draft", "open", "closed", "decided", "finished"][: len(self.statuses)] == self.statuses

    @invariant()
    def the_money_fits(self) -> None:
        assert sum(one.amount for one in self.awards) <= self.call.total
        assert all(self.paid.get(one.id, 0) <= one.amount for one in self.awards)
        assert all(not self.paid.get(one.id) for one in self.awards if one.annulled_on)
        awarded = [one for one in self.applications if one.status == ApplicationStatus.AWARDED]
        assert sorted(one.amount for one in self.awards) == sorted(one.proposed for one in awarded)


def test_whatever_is_tried_a_call_lives_in_order_and_its_money_fits() -> None:
    run_state_machine_as_test(LifeOfACall)  # type: ignore[no-untyped-call]
