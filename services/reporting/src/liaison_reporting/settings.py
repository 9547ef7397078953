"""Reporting's own knobs."""

import ipaddress
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated

from fastapi import Depends, Request
from liaison_kit.settings import Settings
from pydantic import Field, field_validator


class ReportingSettings(Settings):
    """What reporting tells other systems about the broker."""

    kafka_public_servers: str = Field(
        "",
        description="Where other systems reach Kafka, as /subscribe shows it: a door of SASL_SSL, as"
        " `liaison subscribers` tells them. If left out, KAFKA_BOOTSTRAP_SERVERS, in the way that we get in there.",
    )

    open_data_email: str = Field("", description="Whom to write to about the open data; on the page and in passports.")
    open_data_person: str = Field("", description="Who is responsible for the open data, as the national portal asks.")
    open_data_edrpou: str = Field("", pattern=r"^(\d{8})?$", description="EDRPOU code of who holds the open data.")

    webhook_networks: str = Field(
        "",
        description="Networks within the city, separated by commas, to which webhooks may go, also without TLS:"
        " 10.20.0.0/16. Everything that is not a public address is refused otherwise.",
    )
    webhook_days: int = Field(5, ge=1, le=30, description="After so many days without success a webhook is stopped.")

    @field_validator("webhook_networks")
    @classmethod
    def _they_are_networks(cls, written: str) -> str:
        for one in filter(None, written.split(",")):
            ipaddress.ip_network(one.strip())
        return written

    @property
    def networks_for_webhooks(self) -> list[IPv4Network | IPv6Network]:
        return [ipaddress.ip_network(one.strip()) for one in filter(None, self.webhook_networks.split(","))]

    @property
    def servers_for_subscribers(self) -> str:
        return self.kafka_public_servers or self.kafka_bootstrap_servers

    @property
    def protocol_for_subscribers(self) -> str:
        return "SASL_SSL" if self.kafka_public_servers else self.kafka_security_protocol


def _of_app(request: Request) -> ReportingSettings:
    settings: ReportingSettings = request.app.state.settings
    return settings


CurrentSettings = Annotated[ReportingSettings, Depends(_of_app)]
"""The settings of the running service, for a view that shows some of them."""
