"""docs/architecture.md says who tells whom what, and it is true."""

import importlib
from pathlib import Path

from liaison_contracts.catalog import CATALOG, topic_of

PAGE = Path(__file__).parents[1] / "docs" / "architecture.md"
SERVICES = ["registry", "events", "notifications", "reporting"]


def edges() -> list[str]:
    """The rows of the table: one for each topic that a service of ours reacts to."""
    readers: dict[str, list[str]] = {}
    for name in SERVICES:
        service = importlib.import_module(f"liaison_{name}.service").SERVICE
        for reaction in service.reactions:
            readers.setdefault(topic_of(reaction.contract).name, []).append(name)
    table = ["| told by | topic | heard by |", "|---|---|---|"]
    for topic in CATALOG:
        if topic.name in readers:
            table.append(f"| {topic.publisher} | `{topic.name}` | {', '.join(readers[topic.name])} |")
    return table


def test_the_page_lists_every_reaction() -> None:
    table = "\n".join(edges())
    assert table in PAGE.read_text(), f"docs/architecture.md should hold:\n{table}"


def test_every_reaction_listens_to_another_services_topic() -> None:
    """But for reporting, whose tables are made of facts alone, its own among them: it publishes and then hears it."""
    for name in SERVICES[:-1]:
        service = importlib.import_module(f"liaison_{name}.service").SERVICE
        assert all(topic_of(reaction.contract).publisher != name for reaction in service.reactions)
