"""A service that has nothing but the shared pages."""

import pytest
from liaison_kit.service import Service
from liaison_pages.render import pages


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    migrations = tmp_path_factory.mktemp("migrations")
    (migrations / "versions").mkdir()
    return Service(name="pages", migrations=migrations, pages=pages("liaison_pages"))
