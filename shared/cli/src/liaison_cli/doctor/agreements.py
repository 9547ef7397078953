"""What services must agree on, seen side by side: one site, one Kafka, one release, and histories that fit."""

from collections.abc import Iterator, Sequence

from liaison_kit.checking.checkup import Checkup
from liaison_kit.checking.findings import Finding, broken, ok, warning

ALIKE = {
    "url": ("LIAISON_URL", "Set the same for all services: links and sign-ins of one are refused by the other."),
    "topic_prefix": ("LIAISON_TOPIC_PREFIX", "Set the same for all services: they do not hear each other."),
    "kafka": ("KAFKA_BOOTSTRAP_SERVERS", "Let all services use the same Kafka."),
}


def agreements(checkups: Sequence[Checkup]) -> list[Finding]:
    """Of one service alone there is nothing to compare."""
    if len(checkups) < 2:
        return []
    return [*_releases(checkups), *_alike(checkups), *_keys(checkups), *_epochs(checkups)]


def _releases(checkups: Sequence[Checkup]) -> Iterator[Finding]:
    found = {checkup.service: checkup.release for checkup in checkups}
    told = ", ".join(f"{service} {release}" for service, release in found.items())
    if len(set(found.values())) > 1:
        do = "Finish the upgrade: the release before and this one work side by side, and no others do."
        yield warning("services.release", f"Not all services are of one release: {told}.", do)
    else:
        yield ok("services.release", f"All services are of release {checkups[0].release}.")


def _alike(checkups: Sequence[Checkup]) -> Iterator[Finding]:
    different = False
    for name, (setting, remedy) in ALIKE.items():
        found = {checkup.service: checkup.seen[name] for checkup in checkups if name in checkup.seen}
        if len(set(found.values())) > 1:
            different = True
            told = ", ".join(f"{service} {value!r}" for service, value in found.items())
            yield broken("services.settings", f"{setting} differs: {told}.", remedy)
    if not different:
        yield ok("services.settings", "All services were told of the same site and the same Kafka.")


def _keys(checkups: Sequence[Checkup]) -> Iterator[Finding]:
    """A service that has not heard of the newest key refuses whoever signs in now."""
    found = {checkup.service: set(checkup.seen["signing keys"].split()) for checkup in checkups if _has_keys(checkup)}
    known = found.get("registry", set())
    behind = [service for service, keys in found.items() if known and keys != known]
    for service in behind:
        do = f"See whether the consumer of {service} gets on: docs/runbooks/lag.md."
        yield broken("services.signing_keys", f"{service} knows other keys of sign-ins than the registry.", do)
    if found and not behind:
        yield ok("services.signing_keys", "All services check sign-ins by the same keys.")


def _has_keys(checkup: Checkup) -> bool:
    return "signing keys" in checkup.seen


def _epochs(checkups: Sequence[Checkup]) -> Iterator[Finding]:
    """Whoever was restored without a new epoch tells its past once more, under numbers that others know already."""
    wrong = False
    own = {checkup.service: int(checkup.seen["epoch"]) for checkup in checkups if "epoch" in checkup.seen}
    for listener in checkups:
        for publisher, epoch in own.items():
            heard = int(listener.seen.get(f"epoch heard of {publisher}", 0))
            if heard > epoch:
                wrong = True
                what = f"{listener.service} has heard epoch {heard} of {publisher}, whose database is older: {epoch}."
                do = "Restore all four databases to one point in time together: docs/runbooks/restore.md."
                yield broken("services.epoch", what, do)
    if own and not wrong:
        yield ok("services.epoch", "What services heard of each other is not newer than what they tell.")
