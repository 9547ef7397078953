"""The studies of the use cases' tests."""

from services.registry.tests.use_cases.needs.conftest import opened, study

__all__ = ["opened", "study"]
