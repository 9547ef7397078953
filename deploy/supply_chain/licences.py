"""Writes the list of all licences, by package: for who must name them, and for who judges them."""

import sys
from itertools import groupby
from pathlib import Path

from deploy.supply_chain.components import Component, components

WHERE = {
    "image": "in production",
    "run": "on one machine without containers",
    "development": "for building and testing alone",
}


def table(of: list[Component]) -> str:
    lines = ["# Licences of what Liaison is made of", "", "Liaison itself: EUPL-1.2.", ""]
    for used_in, heading in WHERE.items():
        found = sorted((one for one in of if one.used_in == used_in), key=lambda one: (one.licence, one.name))
        lines += [f"## {heading.capitalize()}: {len(found)} packages", "", "| licence | packages |", "|---|---|"]
        for licence, same in groupby(found, key=lambda one: one.licence):
            lines.append(f"| {licence} | {', '.join(f'{one.name} {one.version}' for one in same)} |")
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    found = components()
    Path(sys.argv[1]).write_text(table(found))
    sys.stdout.write(f"{sys.argv[1]}: {len({one.licence for one in found})} licences\n")
    if wrong := [f"{one.purl} is under {one.licence}" for one in found if one.refused]:
        sys.exit("not on the list of deploy/supply_chain/licences.toml:\n  " + "\n  ".join(wrong))


if __name__ == "__main__":
    main()
