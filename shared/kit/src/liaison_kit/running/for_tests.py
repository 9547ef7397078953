"""A pytest plugin that is named before all others: it takes away what only makes the start of a test slower.

Thousands of classes, routes and tests are made before the first test runs, and none of them is garbage: looking through
them again and again takes as long as a test or two.
"""

import gc
import sys

import pytest

gc.disable()
# Where a container's environment says so, hundreds of files, and the tests' assertions, would be compiled in each run.
sys.dont_write_bytecode = False


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """From here on garbage is collected, also that which warns of what was never closed or awaited."""
    gc.freeze()
    gc.enable()
