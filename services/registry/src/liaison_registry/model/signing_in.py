"""Signing in with the staff token."""

from liaison_kit.errors import Refusal


class WrongToken(Refusal):
    """This is not the staff token."""

    status = 401
    field = "token"
