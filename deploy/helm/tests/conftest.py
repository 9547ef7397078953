"""The chart with each file of values, rendered once."""

from collections.abc import Callable

import pytest

from deploy.helm.tests.chart import ALL, MINIMAL, Rendered, rendered


@pytest.fixture(params=ALL, scope="session")
def each(request: pytest.FixtureRequest) -> Rendered:
    """One after the other: minimal, one node, every option."""
    return Rendered(rendered(ALL[request.param]))


@pytest.fixture(scope="session")
def minimal() -> Rendered:
    return Rendered(rendered(ALL["minimal"]))


@pytest.fixture(scope="session")
def one_node() -> Rendered:
    return Rendered(rendered(ALL["one node"]))


@pytest.fixture(scope="session")
def full() -> Rendered:
    return Rendered(rendered(ALL["every option"]))


@pytest.fixture(scope="session")
def render() -> Callable[..., Rendered]:
    """The shortest values, and what is given to Helm beside them."""
    return lambda *more: Rendered(rendered(MINIMAL, *more))
