"""`liaison service-users`: our own services' users in Kafka, with the rights that the catalogue gives them."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from liaison_cli.console import console
from liaison_cli.subscribers.settings import AccessSettings, access_settings
from liaison_cli.trouble import Trouble

if TYPE_CHECKING:
    from liaison_cli.subscribers.service_rights import ServiceRights

TO_MAKE = ("CREATE", "DESCRIBE", "DESCRIBE_CONFIGS")
PASSWORDS = typer.Option(
    None, help="The folder with registry_kafka_password and the others, as deploy/make-secrets makes them."
)
SHOW = typer.Option(
    False, "--show", help="Change nothing: print what the administrator of a Kafka of your own has to type."
)


def service_users(passwords: Path | None = PASSWORDS, show: bool = SHOW) -> None:
    """Make our services' users in Kafka, and let each do what the catalogue says; twice does no harm.

    A password that is another by now is changed, and a right that the catalogue gives no more is taken.
    """
    # The catalogue and kafka-python are read in a second, and few commands of `liaison` need them.
    from liaison_cli.subscribers import service_rights  # noqa: PLC0415

    settings = access_settings()
    rights = {one: service_rights.rights_of(one, settings.topic_prefix) for one in service_rights.SERVICES}
    if show:
        for of_one in rights.values():
            for command in service_rights.as_commands(of_one):
                console.print(command, soft_wrap=True, highlight=False)
        return
    if passwords is None:
        raise Trouble("Say where the services' passwords are: --passwords deploy/secrets. Or say --show.")
    _make(settings, {of_one: _password(passwords, service) for service, of_one in rights.items()})


def _password(folder: Path, service: str) -> str:
    file = folder / f"{service}_kafka_password"
    try:
        password = file.read_text().strip()
    except OSError as error:
        raise Trouble(f"{file}: {error.strerror}. `deploy/make-secrets` makes it.") from None
    if not password:
        raise Trouble(f"{file} is empty: delete it, and `deploy/make-secrets` makes another one.")
    return password


def _make(settings: AccessSettings, passwords: "dict[ServiceRights, str]") -> None:
    from liaison_cli.subscribers.kafka_admin import GROUP, TOPIC, kafka_admin  # noqa: PLC0415 - as above

    with kafka_admin(settings) as admin:
        for may, password in passwords.items():
            admin.put_user(may.user, password)
            wanted = [("READ", TOPIC, topic) for topic in may.reads] + [("READ", GROUP, may.group)]
            wanted += [("WRITE", TOPIC, topic) for topic in may.writes]
            wanted += [(what, TOPIC, topic) for topic in may.makes for what in TO_MAKE]
            given, taken = admin.set_rights(may.user, wanted)
            told = f"writes {len(may.writes)} topics, reads {len(may.reads)}; rights given {given}, taken {taken}"
            console.print(f"{may.user}: {told}", soft_wrap=True, highlight=False)
        users = {may.user for may in passwords}
        admin.wait_until(lambda: users <= set(admin.users()), "the users of the services")
