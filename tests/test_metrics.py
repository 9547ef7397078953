"""docs/metrics.md lists what is measured: each with its kind, labels and unit."""

import re
from pathlib import Path

from liaison_kit.running import metrics
from liaison_notifications.model.sending import measures as messages
from liaison_reporting.model.webhooks import measures as webhooks
from prometheus_client.metrics import MetricWrapperBase

PAGE = Path(__file__).parents[1] / "docs" / "metrics.md"
MODULES = (metrics, messages, webhooks)
"""The kit's, and those of services that measure something of their own."""


def declared() -> dict[str, tuple[str, str]]:
    """Kind and labels of every metric in the modules."""
    found = [one for module in MODULES for one in vars(module).values() if isinstance(one, MetricWrapperBase)]
    return {one._name: (one._type, ", ".join(one._labelnames)) for one in found}


def documented() -> dict[str, tuple[str, str]]:
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| ([\w, ]*)\|", PAGE.read_text(), re.MULTILINE)
    return {name: (kind, labels.strip()) for name, kind, labels in rows}


def test_the_page_about_metrics_lists_each_with_its_kind_and_labels() -> None:
    assert documented() == declared()


def test_names_end_in_their_unit() -> None:
    for row in PAGE.read_text().splitlines():
        if row.startswith("| `"):
            name, unit = row.split(" | ")[0].strip("| `"), row.split(" | ")[3]
            assert unit != "seconds" or name.endswith("_seconds"), name
