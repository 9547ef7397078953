"""`liaison version`: which versions of Liaison's packages are installed."""

from importlib.metadata import distributions
from importlib.metadata import version as version_of

from liaison_cli.console import console


def version() -> None:
    """Print the installed versions."""
    installed = {package.name: package.version for package in distributions() if package.name.startswith("liaison-")}
    for name, number in sorted(installed.items()):
        console.print(f"{name} {number}")


def release() -> str:
    """This release's number."""
    return version_of("liaison-cli")
