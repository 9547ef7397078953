"""Reporting's own knobs."""

from typing import Annotated

from fastapi import Depends, Request
from liaison_kit.settings import Settings
from pydantic import Field


class ReportingSettings(Settings):
    """What reporting tells other systems about the broker."""

    kafka_public_servers: str = Field(
        "", description="Where other systems reach Kafka, as /subscribe shows it; KAFKA_BOOTSTRAP_SERVERS if left out."
    )

    @property
    def servers_for_subscribers(self) -> str:
        return self.kafka_public_servers or self.kafka_bootstrap_servers


def _of_app(request: Request) -> ReportingSettings:
    settings: ReportingSettings = request.app.state.settings
    return settings


CurrentSettings = Annotated[ReportingSettings, Depends(_of_app)]
"""The settings of the running service, for a view that shows some of them."""
