"""Writes docs/topics.md and the schemas that are new; with --check says what is not as it should be.

With --release the versions that are new become part of this release, and are never changed again.
"""

import sys
from importlib.metadata import version
from pathlib import Path

from liaison_contracts.catalog import CATALOG, PARTITIONS, Topic
from liaison_contracts.gate import problems
from liaison_contracts.published import Published
from liaison_contracts.publishing import Publishing

PAGE = Path("docs/topics.md")
HEAD = f"""# Topics

Made from `shared/contracts/src/liaison_contracts/catalog.py` by `make fix`; do not edit.

Every record is a CloudEvents 1.0 event in structured JSON, keyed by the aggregate's id. Every topic has {PARTITIONS}
partitions. A topic that ends in `State` is compacted: its last record per key is the present.

| topic | told by | class | kept | meaning |
|---|---|---|---|---|
"""


def _row(topic: Topic) -> str:
    kept = "last per key" if topic.compacted else f"{topic.retention.days} days" if topic.retention else "for ever"
    meaning = (topic.contract.__doc__ or "").strip().splitlines()[0]
    return f"| `{topic.name}` | {topic.publisher} | {topic.classification} | {kept} | {meaning} |\n"


def main() -> None:
    wanted = HEAD + "".join(_row(topic) for topic in CATALOG)
    publishing = Publishing(Published())
    if "--check" not in sys.argv:
        PAGE.write_text(wanted)
        publishing.write()
    elif not PAGE.exists() or PAGE.read_text() != wanted:
        sys.exit(f"{PAGE} differs from the catalogue: run make fix")
    if found := list(problems(Publishing(Published()))):
        sys.exit("\n".join(found))
    if "--release" in sys.argv:
        publishing.release(version("liaison-contracts"))


if __name__ == "__main__":
    main()
