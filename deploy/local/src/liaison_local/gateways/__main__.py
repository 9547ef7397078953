"""Runs gateways: `python -m liaison_local.gateways --control-port … [--generic-port …] [--turbosms-port …] …`."""

import asyncio

import typer
import uvicorn

from liaison_local.gateways.control import application
from liaison_local.gateways.gateway import Gateway
from liaison_local.gateways.generic import Generic
from liaison_local.gateways.smpp import Smsc
from liaison_local.gateways.smtp import Mail
from liaison_local.gateways.turbosms import TurboSms
from liaison_local.ports import HOST

KINDS: dict[str, type[Generic | TurboSms | Mail | Smsc]] = {
    "generic": Generic,
    "turbosms": TurboSms,
    "smtp": Mail,
    "smpp": Smsc,
}


async def serve(control_port: int, ports: dict[str, int]) -> None:
    gateways: dict[str, Gateway] = {name: KINDS[name](port) for name, port in ports.items()}
    for gateway in gateways.values():
        await gateway.up()
    options = uvicorn.Config(application(gateways), host=HOST, port=control_port, log_level="warning")
    try:
        await uvicorn.Server(options).serve()
    finally:
        for gateway in gateways.values():
            await gateway.close()


def main(
    control_port: int = typer.Option(help="Where the script is put: PUT /generic/script, GET /generic/counts …"),
    generic_port: int = typer.Option(0, help="The generic HTTP gateway; 0: none. So with the others."),
    turbosms_port: int = typer.Option(0),
    smtp_port: int = typer.Option(0),
    smpp_port: int = typer.Option(0),
) -> None:
    ports = {"generic": generic_port, "turbosms": turbosms_port, "smtp": smtp_port, "smpp": smpp_port}
    asyncio.run(serve(control_port, {name: port for name, port in ports.items() if port}))


if __name__ == "__main__":
    typer.run(main)
