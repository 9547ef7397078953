"""What an organisation sends to apply for a grant: a project, its budget, and how to reach somebody."""

from typing import Any

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from liaison_kit.errors import Refusal
from pydantic import BaseModel, Field, model_validator

from liaison_registry.model.csos.cso import CSO
from liaison_registry.model.form_rows import with_rows
from liaison_registry.model.grants.grant_call import GrantCall
from liaison_registry.model.grants.grant_terms import Prose
from liaison_registry.model.programme.money import Kopiykas, hryvnias
from liaison_registry.model.text import OneLine


class UnknownOrganisation(Refusal):
    """No organisation with this EDRPOU is in the registry. Check the digits, or ask at an office to have it added."""

    field = "edrpou"


class MoreThanLargest(Refusal):
    """The lines come to {sum} UAH; the largest grant of this call is {largest} UAH."""

    field = "budget"


class GrantContactMissing(Refusal):
    """Give a phone number or an email, so that we can ask you about the application."""

    field = "contact_phone"


class WrongContactEmail(Refusal):
    """This is not an email address. Write it like name@example.com."""

    field = "contact_email"


class WrongContactPhone(Refusal):
    """This is not a telephone number. Write it like 067 123 45 67."""

    field = "contact_phone"


class GrantConsentMissing(Refusal):
    """We may keep the contact person's name and contact only if they agree."""

    field = "consent"


class WrongApplication(Refusal):
    """Some fields are wrong. Correct them and send again."""


class BudgetLine(BaseModel):
    """What the money is for; the amount is kopiykas, or a text in hryvnias."""

    what: OneLine = Field(min_length=1, max_length=200)
    amount: Kopiykas = Field(ge=1)


class Project(BaseModel):
    """What is applied for."""

    title: OneLine = Field(min_length=1, max_length=200)
    summary: Prose = Field(min_length=1, max_length=10_000)
    budget: list[BudgetLine] = Field(min_length=1, max_length=30)

    @model_validator(mode="before")
    @classmethod
    def _with_budget(cls, given: Any) -> Any:
        return with_rows(given, "budget", {"what": "budget_what", "amount": "budget_amounts"})

    @property
    def requested(self) -> int:
        return sum(line.amount for line in self.budget)

    def must_fit(self, call: GrantCall) -> None:
        """MoreThanLargest if it asks for more than one application can receive."""
        if self.requested > call.largest:
            raise MoreThanLargest(sum=hryvnias(self.requested), largest=hryvnias(call.largest))


class ApplicationForm(Project):
    """At least one of phone and email. `consent`: we may keep who the contact person is, and how to reach them."""

    edrpou: str = Field(min_length=1, max_length=20)
    contact_name: OneLine = Field(min_length=1, max_length=100)
    contact_phone: OneLine | None = Field(None, max_length=40)
    contact_email: OneLine | None = Field(None, max_length=254)
    consent: bool = False

    def checked_contact(self, call: GrantCall, cso: CSO | None) -> dict[str, str | None]:
        """The contact as it is kept; a Refusal that names every field that is wrong, not only the first."""
        refusals: list[Refusal] = [] if cso else [UnknownOrganisation()]
        kept: dict[str, str | None] = {"contact_name": self.contact_name}
        if not self.contact_phone and not self.contact_email:
            refusals.append(GrantContactMissing())
        try:
            kept["contact_phone"] = checked_phone(self.contact_phone) if self.contact_phone else None
        except WrongContactPhone as refusal:
            refusals.append(refusal)
        try:
            kept["contact_email"] = checked_email(self.contact_email) if self.contact_email else None
        except WrongContactEmail as refusal:
            refusals.append(refusal)
        try:
            self.must_fit(call)
        except MoreThanLargest as refusal:
            refusals.append(refusal)
        refusals += [] if self.consent else [GrantConsentMissing()]
        if len(refusals) > 1:
            raise WrongApplication(errors=[error for refusal in refusals for error in refusal.errors])
        if refusals:
            raise refusals[0]
        return kept


def checked_phone(text: str) -> str:
    """E.164 of a telephone number, Ukrainian unless it says otherwise; WrongContactPhone if there can be none."""
    try:
        number = phonenumbers.parse(text, "UA")
    except phonenumbers.NumberParseException:
        raise WrongContactPhone from None
    if not phonenumbers.is_valid_number(number):
        raise WrongContactPhone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def checked_email(text: str) -> str:
    """The address in its normal form; WrongContactEmail if it cannot be one."""
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        raise WrongContactEmail from None
