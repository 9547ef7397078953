"""Which topics a subscriber may be let read: public ones, by their names in the catalogue."""

from collections.abc import Sequence
from difflib import get_close_matches

from liaison_contracts.catalog import CATALOG, Classification

from liaison_cli.trouble import Trouble

BY_NAME = {topic.name: topic for topic in CATALOG}
PUBLIC = [topic.name for topic in CATALOG if topic.classification == Classification.PUBLIC]
WHY_NOT = {
    Classification.INTERNAL: "only our own services may read it",
    Classification.RESTRICTED: "it carries personal data, sealed, and only our own services may read it",
}


def chosen(given: Sequence[str], *, all_public: bool) -> list[str]:
    """Trouble for a name that is none of the catalogue's, or not public; names may be separated by commas, too."""
    names = [name.strip() for one in given for name in one.split(",") if name.strip()]
    if bool(names) == all_public:
        raise Trouble("Say which topics, with --topics EventHeld,OfficeState or with --all-public.")
    for name in names:
        _must_be_public(name)
    return PUBLIC if all_public else sorted(set(names))


def _must_be_public(name: str) -> None:
    topic = BY_NAME.get(name)
    if topic is None:
        like = get_close_matches(name, PUBLIC, n=1)
        hint = f" Did you mean {like[0]}?" if like else ""
        raise Trouble(f"There is no topic named {name}.{hint} /subscribe and docs/topics.md list all.")
    if topic.classification != Classification.PUBLIC:
        kind = topic.classification
        raise Trouble(f"{name} is {kind.value}: {WHY_NOT[kind]}. Nothing was changed.")
