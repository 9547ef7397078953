"""What administrators type about a webhook."""

from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from liaison_kit.database import get_for_update
from liaison_kit.formats.links import Link
from pydantic import AfterValidator, BaseModel, Field, StringConstraints
from pydantic_core import PydanticCustomError
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.feed.reading import topics_of
from liaison_reporting.model.webhooks.webhook import NotAllowed, Webhook
from liaison_reporting.settings import ReportingSettings

ADDRESS_TEXTS = {
    "address_of_a_receiver": "Write an address without a user name, a password or a part after #.",
}


def _of_a_receiver(url: str) -> str:
    """What can be seen of an address without looking anything up; where it leads is judged at each attempt."""
    try:
        parts = urlsplit(url)
        plain = bool(parts.hostname) and not parts.username and not parts.password and not parts.fragment
        _ = parts.port
    except ValueError:
        plain = False
    if not plain:
        raise PydanticCustomError("address_of_a_receiver", ADDRESS_TEXTS["address_of_a_receiver"])
    return url


Receiver = Annotated[Link, AfterValidator(_of_a_receiver)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]*$"), Field(min_length=1)]


class Written(BaseModel):
    """`name`: whose system it is. `types`: names of public facts and states; every fact where none is named."""

    name: Label = Field(max_length=100)
    url: Receiver
    types: list[Annotated[str, Field(max_length=100)]] = Field(default_factory=list, max_length=200)

    def must_be_allowed(self, settings: ReportingSettings) -> None:
        """NotAllowed for an address without TLS, where no network within the city is named."""
        if not self.url.startswith("https://") and not settings.webhook_networks:
            raise NotAllowed

    @property
    def topics(self) -> list[str]:
        """NoSuchType where one is not public."""
        named = [one for one in self.types if one.strip()]
        return list(topics_of(",".join(named))) if named else []


class NewSecret(BaseModel):
    """What requests are signed with; shown this once."""

    id: UUID
    secret: str = Field(repr=False)


async def webhook_for_update(session: AsyncSession, webhook_id: UUID) -> Webhook:
    """NotFound if there is none."""
    return await get_for_update(session, Webhook, webhook_id)
