"""How to reach somebody, as people type it: checked, and kept only with consent."""

from dataclasses import dataclass

from liaison_kit.errors import Refusal

from liaison_events.model.sign_ups.sign_up import (
    ConsentMissing,
    ContactMissing,
    WrongParticipant,
    checked_email,
    checked_phone,
)


@dataclass(frozen=True)
class Reach:
    """A name with a telephone in E.164, an email, or both; `language`: what they are written to in."""

    name: str
    phone: str | None
    email: str | None
    language: str = "uk"


def checked(name: str, phone: str | None, email: str | None, *, consent: bool, reachable: bool = True) -> Reach:
    """As it is kept; a Refusal that names every field that is wrong, not only the first.

    `reachable`: a telephone or an email is needed.
    """
    refusals: list[Refusal] = [] if consent else [ConsentMissing()]
    if reachable and not phone and not email:
        refusals.append(ContactMissing())
    kept: dict[str, str] = {}
    for field, given, check in (("phone", phone, checked_phone), ("email", email, checked_email)):
        try:
            kept |= {field: check(given)} if given else {}
        except Refusal as refusal:
            refusals.append(refusal)
    if len(refusals) == 1:
        raise refusals[0]
    if refusals:
        raise WrongParticipant(errors=[error for refusal in refusals for error in refusal.errors])
    return Reach(name, kept.get("phone"), kept.get("email"))
