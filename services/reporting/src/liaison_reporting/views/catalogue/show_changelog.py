"""Show the changelog of the contracts: what each release brought to which fact."""

from liaison_contracts.published import ENVELOPE
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from pydantic import BaseModel

from liaison_reporting.model.catalogue.changes import VersionLine, versions_of
from liaison_reporting.model.catalogue.topics import PUBLISHED

router = web.router(ANYBODY)


class Changed(BaseModel):
    """A version of a contract. `page_url`: where the catalogue tells all of it; null: of the envelope."""

    type: str
    page_url: str | None
    version: VersionLine


class Release(BaseModel):
    """`release` null is the next one."""

    release: str | None
    changed: list[Changed]


class Changelog(BaseModel):
    """The newest release first."""

    releases: list[Release]


@router.get("/subscribe/changelog")
async def show_changelog() -> Changelog:
    by_release: dict[str | None, list[Changed]] = {}
    for kind in PUBLISHED.types():
        page = None if kind == ENVELOPE else f"/subscribe/facts/{kind}"
        for version in versions_of(kind):
            by_release.setdefault(version.release, []).append(Changed(type=kind, page_url=page, version=version))
    releases = sorted(by_release, key=_order, reverse=True)
    return Changelog(releases=[Release(release=one, changed=by_release[one]) for one in releases])


def _order(release: str | None) -> tuple[float, ...]:
    """By its numbers; the next one is above all."""
    return tuple(float(number) for number in release.split(".")) if release else (float("inf"),)
