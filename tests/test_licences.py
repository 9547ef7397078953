"""Every package is under a licence that goes with the EUPL, and one that is not is named."""

from dataclasses import replace

import pytest

from deploy.supply_chain.components import ALL, BROWSER, IMAGE, JARS, RUN, UNKNOWN, Component, components, locked

FOUND = components()


def test_all_three_kinds_are_there() -> None:
    kinds = {kind: [one for one in FOUND if one.purl.startswith(f"pkg:{kind}/")] for kind in ("pypi", "npm", "maven")}
    assert len(kinds["maven"]) == sum(":" in line for line in JARS.read_text().splitlines() if not line.startswith("#"))
    assert len(kinds["npm"]) == BROWSER.read_text().count('"integrity"')
    # What is for other systems or other Pythons is not installed here.
    assert len(kinds["pypi"]) >= sum("==" in line for line in ALL.read_text().splitlines()) - 10


def test_a_bundle_holds_what_is_tested_and_all_that_production_has() -> None:
    """Whoever adds a package runs `deploy/lock`, which writes all three."""
    in_image, in_bundle, tested = ({(name, one[0]) for name, one in locked(lock).items()} for lock in (IMAGE, RUN, ALL))
    assert in_image - in_bundle == set()
    assert in_bundle - tested == set()


def test_each_has_a_licence_that_goes_with_ours() -> None:
    assert [f"{one.purl}: {one.licence}" for one in FOUND if one.refused] == []


def test_each_is_pinned_by_what_it_holds() -> None:
    assert [one.purl for one in FOUND if not one.hashes] == []


@pytest.mark.parametrize(
    ("licence", "used_in", "refused"),
    [
        ("MIT", "image", False),
        ("AGPL-3.0-only", "image", True),
        ("AGPL-3.0-only", "development", True),
        ("GPL-2.0-or-later", "run", True),
        ("GPL-2.0-or-later", "development", False),
        ("GPL-2.0-only WITH Classpath-exception-2.0", "run", False),
        ("SSPL-1.0 OR Apache-2.0", "image", False),
        ("SSPL-1.0 AND Apache-2.0", "image", True),
        (UNKNOWN, "development", True),
    ],
)
def test_what_is_refused(licence: str, used_in: str, refused: bool) -> None:
    one: Component = replace(FOUND[0], licence=licence, used_in=used_in)
    assert one.refused is refused
