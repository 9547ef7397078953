"""Writes kafka.lock anew, when Kafka is upgraded: `python -m liaison_local.lock_kafka`."""

import tempfile
from pathlib import Path

import jgo.maven
from rich.console import Console

from liaison_local.jars import LOCK_FILE, sha256_of

KAFKA = "org.apache.kafka:kafka_2.13:4.3.1"
# Kafka's own distribution adds the binding of its logging interface to log4j; the pom doesn't name it.
LOG_BINDING = "org.apache.logging.log4j:log4j-slf4j-impl:2.25.4"


def lock(target: Path = LOCK_FILE) -> int:
    """Resolves Kafka with all it needs at run time; returns how many jars were locked."""
    with tempfile.TemporaryDirectory() as folder:
        context = jgo.maven.MavenContext(resolver=jgo.maven.PythonResolver(), repo_cache=Path(folder), timeout=60)
        asked = [context.create_dependency(KAFKA)]
        _, needed = context.resolver.resolve(asked)
        lines = []
        for dependency in [*asked, *needed, context.create_dependency(LOG_BINDING)]:
            coordinates = f"{dependency.groupId}:{dependency.artifactId}:{dependency.version}"
            lines.append(f"{coordinates} {sha256_of(dependency.artifact.resolve())}")
    header = "# Kafka and what it runs on; written by `python -m liaison_local.lock_kafka`."
    target.write_text("\n".join([header, *sorted(lines)]) + "\n", encoding="utf-8")
    return len(lines)


if __name__ == "__main__":
    Console().print(f"{lock()} jars are locked in {LOCK_FILE.name}")
