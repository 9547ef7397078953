"""Signing in with the staff token."""

import re

from liaison_kit.errors import Refusal


class WrongToken(Refusal):
    """This is not the staff token."""

    status = 401
    field = "token"


def is_local(address: str) -> bool:
    """Whether it is a path of this site. Browsers read `//host` and `/\\host` as another site, and skip tabs."""
    return re.fullmatch(r"/(?![/\\])[!-~]*", address) is not None
