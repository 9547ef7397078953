"""What went wrong, in one sentence that says what to do; the command prints it and exits with 1."""


class Trouble(Exception):
    """Shown to the person at the keyboard as it is, without a traceback."""
