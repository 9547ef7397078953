"""Forms know only flat fields: `parts.0.name` and `offices.<id>` become what the API takes, lists and objects."""

import re
from typing import Any

FIELD = re.compile(r"([a-z_]+)\.(?:(\d)\.)?([\w-]+)")


def nested(given: Any) -> Any:
    """The same with its dotted fields put together; anything else is left as it is.

    A number between dots is a place in a list, where a missing one becomes {}: so an error names the field it is in.
    """
    if not isinstance(given, dict) or not any("." in str(name) for name in given):
        return given
    flat = {name: value for name, value in given.items() if not FIELD.fullmatch(str(name))}
    lists, objects = dict[str, dict[int, dict[str, Any]]](), dict[str, dict[str, Any]]()
    for name, value in given.items():
        if not (found := FIELD.fullmatch(str(name))):
            continue
        whole, place, part = found.groups()
        if place is None:
            objects.setdefault(whole, {})[part] = value
        else:
            lists.setdefault(whole, {}).setdefault(int(place), {})[part] = value
    whole_lists = {name: [rows.get(place, {}) for place in range(max(rows) + 1)] for name, rows in lists.items()}
    return flat | objects | whole_lists
