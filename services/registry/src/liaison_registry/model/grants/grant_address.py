"""Which call an address means, and for whom: a draft is there for coordinators alone."""

from typing import Annotated

from liaison_contracts.identity import Role
from liaison_kit.errors import NotFound
from liaison_kit.identity import Account
from pydantic import StringConstraints
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_registry.model.grants.grant_call import GrantCall

GrantSlug = Annotated[str, StringConstraints(pattern="^[a-z0-9-]{1,60}$")]


def is_coordinator(account: Account | None) -> bool:
    """Whether drafts are for this account."""
    return account is not None and account.whole_network and account.has(Role.COORDINATOR)


async def visible_call(session: AsyncSession, slug: str, account: Account | None) -> GrantCall:
    """The call at this address; NotFound for a draft, unless a coordinator asks."""
    call = await session.scalar(select(GrantCall).where(GrantCall.slug == slug))
    if call is None or not (call.is_public or is_coordinator(account)):
        raise NotFound
    return call
