"""Public holidays of Ukraine, where the network keeps them: under martial law they are working days (Law 2136-IX)."""

import functools
from datetime import date

import holidays

from liaison_registry.settings import RegistrySettings


@functools.cache
def _of(year: int) -> frozenset[date]:
    # "workday": what the Labour Code's article 73 names, and martial law has made a working day.
    return frozenset(holidays.country_holidays("UA", years=year, categories=("public", "workday")))


def public_holidays(today: date) -> frozenset[date]:
    """Those of this year, the one before and the next, as article 73 of the Labour Code has them."""
    return _of(today.year - 1) | _of(today.year) | _of(today.year + 1)


def kept_holidays(settings: RegistrySettings, today: date) -> frozenset[date]:
    """On these days doors stay shut; none where the network works on them."""
    return public_holidays(today) if settings.public_holidays else frozenset()
