"""Who may talk to whom: network policies, read as Kubernetes reads them."""

from typing import Any

import pytest

from deploy.helm.tests.chart import RUNNING, SERVICES, Object, Rendered

APIS = {f"{service}-api" for service in SERVICES}
PROCESSES = {f"{service}-{role}" for service in SERVICES for role in RUNNING}
MIGRATIONS = {f"{service}-migrate" for service in SERVICES}


def matches(selector: Object, labels: dict[str, str]) -> bool:
    known = all(one["operator"] == "Exists" and one["key"] in labels for one in selector.get("matchExpressions", []))
    return known and selector.get("matchLabels", {}).items() <= labels.items()


class Network:
    """The policies of one release."""

    def __init__(self, of: Rendered) -> None:
        self.labels = {part: template["metadata"]["labels"] for part, template in of.pods().items()}
        self.policies = [one["spec"] for one in of.of_kind("NetworkPolicy")]

    def rules(self, direction: str, part: str) -> list[Object]:
        """An empty list where nothing is allowed; LookupError where no policy is about it, so that everything is."""
        about = [
            one
            for one in self.policies
            if direction.capitalize() in one["policyTypes"] and matches(one["podSelector"], self.labels[part])
        ]
        if not about:
            raise LookupError(f"nothing limits the {direction} of {part}")
        return [rule for one in about for rule in one.get(direction, [])]

    def allows(self, direction: str, part: str, other: str, port: int) -> bool:
        """By labels of pods of this release; a rule without peers is for all."""
        end = "from" if direction == "ingress" else "to"
        return any(
            {"port": port} in rule.get("ports", [{"port": port}])
            and any(
                matches(peer["podSelector"], self.labels[other])
                for peer in rule.get(end, [{"podSelector": {}}])
                if "podSelector" in peer
            )
            for rule in self.rules(direction, part)
        )

    def talks(self, part: str, other: str, port: int) -> bool:
        return self.allows("egress", part, other, port) and self.allows("ingress", other, part, port)

    def ports_out(self, part: str) -> set[Any]:
        """Of what leaves for somewhere that is no pod of this release."""
        leaving = (
            rule for rule in self.rules("egress", part) if not any("podSelector" in peer for peer in rule.get("to", []))
        )
        return {port["port"] for rule in leaving for port in rule.get("ports", [{"port": "any"}])}


def test_parts_talk_to_those_they_need_and_to_nobody_else(full: Rendered) -> None:
    network = Network(full)
    found = {
        (part, other)
        for part in network.labels
        for other in network.labels
        if part != other and (network.talks(part, other, 8000) or network.talks(part, other, 8080))
    }
    from_the_front = {("front", other) for other in APIS | {"health"}}
    assert found == from_the_front | {("health", other) for other in PROCESSES | MIGRATIONS}


def test_only_what_needs_it_leaves_for_other_machines(minimal: Rendered) -> None:
    network, within = Network(minimal), {53, 9092, 9093, 9094, 5432}
    leaving = {part: network.ports_out(part) for part in network.labels}
    assert leaving.pop("front") == leaving.pop("health") == {53}
    more = {part: ports - within for part, ports in leaving.items() if ports != within}
    assert more == {
        "registry-api": {443},
        "notifications-jobs": {25, 465, 587, 995, 443, 2775},
        "reporting-jobs": {443},
    }


def test_kafka_and_postgresql_are_reached_where_the_values_say(full: Rendered) -> None:
    rules = Network(full).rules("egress", "events-relay")
    assert {"ports": [{"port": 9093}], "to": [{"ipBlock": {"cidr": "10.9.0.0/24"}}]} in rules
    assert {"ports": [{"port": 4318}]} in rules
    assert all("to" in rule for rule in rules if rule["ports"][0]["port"] not in (53, 4318))


def test_nobody_reads_metrics_who_is_not_named(minimal: Rendered, full: Rendered) -> None:
    health = minimal.named("NetworkPolicy", "liaison-health")["spec"]["podSelector"]
    [unnamed] = minimal.named("NetworkPolicy", "liaison-services")["spec"]["ingress"]
    assert unnamed["from"] == [{"podSelector": health}]
    [named] = full.named("NetworkPolicy", "liaison-services")["spec"]["ingress"]
    assert named["from"][1] == {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}}}


def test_without_policies_nothing_is_limited(one_node: Rendered) -> None:
    with pytest.raises(LookupError):
        Network(one_node).rules("egress", "front")
