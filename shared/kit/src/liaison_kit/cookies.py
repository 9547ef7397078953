"""Every cookie that any service sets: one list, as one page tells residents of all of them (/privacy).

None is set in another way (tests/test_cookies.py).
"""

from dataclasses import dataclass
from typing import Literal

from fastapi import Response


@dataclass(frozen=True)
class Cookie:
    """`seconds`: how long a browser keeps it; None: until it is closed. `hosts`: it belongs to this host alone."""

    name: str
    seconds: int | None
    samesite: Literal["lax", "strict"] = "strict"
    readable: bool = False
    hosts: bool = False

    def named(self, secure: bool) -> str:
        """Only over TLS can a browser be made to keep a cookie to one host (RFC 6265bis, `__Host-`)."""
        return f"__Host-{self.name}" if self.hosts and secure else self.name

    def give(self, response: Response, value: str, *, path: str = "/", secure: bool = False) -> None:
        response.set_cookie(
            self.named(secure),
            value,
            self.seconds,
            path=path,
            secure=secure,
            httponly=not self.readable,
            samesite=self.samesite,
        )


_DAY = 24 * 3600
CITY_SIGN_IN_SECONDS = 600

LANGUAGE = Cookie("liaison_language", 365 * _DAY, "lax", readable=True)
FEEDBACK = Cookie("liaison_feedback", 14 * _DAY)
SURVEY = Cookie("liaison_survey", 365 * _DAY)
SIGN_IN = Cookie("liaison", None, "lax", hosts=True)
CITY_SIGN_IN = Cookie("liaison-city", CITY_SIGN_IN_SECONDS, "lax", hosts=True)
SURVEY_CODES = Cookie("liaison_codes", 15 * 60)
NEW_TOKEN = Cookie("liaison_new_token", 60)

ALL = (LANGUAGE, FEEDBACK, SURVEY, SIGN_IN, CITY_SIGN_IN, SURVEY_CODES, NEW_TOKEN)
"""Those of residents first."""
