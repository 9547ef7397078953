"""Who publishes the open data, where and under which terms: what every description of it says."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.network import current_programme

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
LICENCE_NAME = "CC-BY-4.0"
PACKAGE_TEXTS = {
    "title": "Open data of the network of liaison offices",
    "about": "What the network of liaison offices achieved: made from facts each night, without personal data.",
    "licence": "Creative Commons Attribution 4.0 International",
    "services": "Offices and services (HSDS 3.0)",
    "services_about": "Offices at work with their services and opening hours, as directories of services read them.",
    "services_words": "liaison office, service, opening hours, HSDS",
}


@dataclass(frozen=True)
class Publisher:
    """`url` is the network's address, without a slash at its end; `email`, `person` and `edrpou` may be empty."""

    url: str
    name: str
    name_en: str
    place: str
    place_en: str
    email: str = ""
    person: str = ""
    edrpou: str = ""

    def file(self, name: str) -> str:
        return f"{self.url}/data/sets/{name}.csv"

    def page(self, name: str) -> str:
        return f"{self.url}/data/sets/{name}"


async def publisher(session: AsyncSession, url: str, email: str, person: str, edrpou: str) -> Publisher:
    """The first of the commitment's institutions, as in the network's other directories; the community before one."""
    programme = await current_programme(session)
    place = (programme.hromada_name, programme.hromada_name_en) if programme else ("", "")
    first = programme.institutions[0] if programme and programme.institutions else None
    names = (first["name"], first["name_en"]) if first else place
    return Publisher(url.rstrip("/"), names[0] or "Liaison", names[1] or "Liaison", *place, email, person, edrpou)
