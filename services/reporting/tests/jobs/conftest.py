"""Jobs of the feed work with its fixtures."""

from services.reporting.tests.feed.conftest import context, copy, follow, teller  # noqa: F401 - fixtures
