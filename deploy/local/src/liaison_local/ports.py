"""Which loopback port everything listens on: two are chosen by the person, the rest once by us and then kept."""

import json
import os
import random
import socket
from dataclasses import dataclass

from liaison_cli.trouble import Trouble

from liaison_local.home import Home

HOST = "127.0.0.1"
# Below the range that systems take for outgoing connections, so that a dead process finds its port still free.
OURS = range(20_000, 32_000)
CHOSEN_BY_US = (
    "postgresql",
    "kafka-controller",
    "registry",
    "events",
    "notifications",
    "reporting",
    "sink",
    "smtp",
    "supervisor",
)


@dataclass(frozen=True)
class Ports:
    """`origin` is the one port for browsers, `kafka` the one for clients; `inner` names all others."""

    origin: int
    kafka: int
    inner: dict[str, int]

    @classmethod
    def choose(cls, home: Home) -> "Ports":
        """Raises Trouble when the origin's or Kafka's port is taken."""
        origin = _asked("LIAISON_PORT", 8080)
        kafka = _asked("LIAISON_KAFKA_PORT", 9092)
        if origin == kafka:
            raise Trouble(f"LIAISON_PORT and LIAISON_KAFKA_PORT are both {origin}: choose two different ports.")
        for variable, port, purpose in (("LIAISON_PORT", origin, "the site"), ("LIAISON_KAFKA_PORT", kafka, "Kafka")):
            if not is_free(port):
                raise Trouble(
                    f"Port {port} for {purpose} is taken by another program: "
                    f"stop that program, or choose another port with {variable}."
                )
        return cls(origin, kafka, inner_ports(home, CHOSEN_BY_US, {origin, kafka}))


def inner_ports(home: Home, names: tuple[str, ...], avoid: set[int]) -> dict[str, int]:
    """The ports saved in this home, each chosen anew if missing or taken."""
    saved = home.run / "ports.json"
    known: dict[str, int] = json.loads(saved.read_text(encoding="utf-8")) if saved.exists() else {}
    chosen: dict[str, int] = {}
    for name in names:
        port = known.get(name)
        if port is None or port in avoid or not is_free(port):
            port = free_port(avoid | set(known.values()) | set(chosen.values()))
        chosen[name] = port
    saved.parent.mkdir(parents=True, exist_ok=True)
    saved.write_text(json.dumps(known | chosen, indent=2) + "\n", encoding="utf-8")
    return chosen


def free_port(avoid: set[int]) -> int:
    for port in random.sample(OURS, 200):
        if port not in avoid and is_free(port):
            return port
    raise Trouble(f"No free port was found between {OURS.start} and {OURS.stop}: stop some of the running programs.")


def is_free(port: int) -> bool:
    with socket.socket() as attempt:
        # What has just been stopped leaves connections in TIME_WAIT, which do not hinder a new listener.
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((HOST, port))
        except PermissionError:
            raise Trouble(f"This account may not listen on port {port}: choose a port above 1023.") from None
        except OSError:
            return False
        return True


def _asked(variable: str, default: int) -> int:
    text = os.environ.get(variable) or str(default)
    if not text.isdigit() or not 0 < int(text) < 65_536:
        raise Trouble(f"{variable} is {text!r}: give a port number from 1 to 65535.")
    return int(text)
