"""Certificates that others show us: whether they are believed, and for how long yet."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from liaison_kit import clock
from liaison_kit.checking.findings import Finding, broken, ok, warning

SOON_DAYS = 21
"""What renews by itself does so 30 days before the end: if it has not by then, it will not."""
EXPIRED, TOO_EARLY, OTHER_NAME, OTHER_ADDRESS = 10, 9, 62, 64
"""OpenSSL's numbers."""


def of(check: str, where: str, shown: Any, renew: str) -> Finding:
    """`shown`: what `getpeercert` gives of one that was believed. `renew` says what to do when it ends."""
    if not shown:
        return ok(check, f"The certificate of {where} is believed.")
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(shown["notAfter"]), UTC)
    days = (ends - clock.real_now()).days
    told = f"The certificate of {where} is good until {ends:%Y-%m-%d}, for {days} days."
    return warning(check, told, renew) if days < SOON_DAYS else ok(check, told)


def refused(check: str, where: str, error: ssl.SSLCertVerificationError, renew: str) -> Finding:
    """Why one is not believed; each reason has another remedy."""
    match error.verify_code:
        case code if code == EXPIRED:
            return broken(check, f"The certificate of {where} has expired.", renew)
        case code if code == TOO_EARLY:
            what = f"The certificate of {where} is not valid yet."
            return broken(check, what, "See whether this machine's clock is right; else wait, or take the one before.")
        case code if code in {OTHER_NAME, OTHER_ADDRESS}:
            what = f"The certificate of {where} is for another name: {error.verify_message}"
            return broken(check, what, f"Use a name that it is for, or have one made for this name: {renew}")
        case _:
            what = f"The certificate of {where} is signed by nobody that is trusted here: {error.verify_message}."
            do = "Give the processes the authority that signed it (KAFKA_CA_FILE for Kafka, SSL_CERT_FILE for others)"
            return broken(check, what, f"{do}, or have one made by an authority that everybody trusts.")


def behind(error: BaseException | None) -> ssl.SSLCertVerificationError | None:
    """The certificate's error that led to this one, if one did."""
    return next((each for each in _chain(error) if isinstance(each, ssl.SSLCertVerificationError)), None)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
