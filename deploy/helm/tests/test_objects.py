"""What Kubernetes is given: by its own schemas, and as a careful operator wants it."""

from collections.abc import Callable, Iterator
from typing import Any

import kubernetes_validate
import pytest
import yaml

from deploy.helm.tests.chart import HERE, RUNNING, SERVICES, Object, Rendered

VERSIONS = ("1.28", "1.32", "1.37")
OTHERS = {"HTTPRoute", "PodMonitor", "PrometheusRule"}
"""Kinds of the Gateway API and of the Prometheus operator, of which Kubernetes' own schemas know nothing."""
PARTS = {f"{service}-{role}" for service in SERVICES for role in (*RUNNING, "migrate")} | {"front", "health"}


@pytest.mark.parametrize("version", VERSIONS)
def test_kubernetes_knows_every_field(version: str, each: Rendered) -> None:
    checked = [one for one in each.objects if one["kind"] not in OTHERS]
    assert len(checked) > 40
    for one in checked:
        kubernetes_validate.validate(one, version, strict=True)


@pytest.mark.parametrize("version", VERSIONS)
def test_kubernetes_knows_the_claims(version: str) -> None:
    for one in yaml.safe_load_all((HERE.parent / "claims.yaml").read_text()):
        kubernetes_validate.validate(one, version, strict=True)


def test_a_field_that_is_no_field_would_be_found(minimal: Rendered) -> None:
    wrong = {**minimal.named("Deployment", "liaison-front"), "spce": {}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, VERSIONS[-1], strict=True)


def test_all_parts_are_there(each: Rendered) -> None:
    assert set(each.pods()) == PARTS


def containers(of: Rendered) -> Iterator[tuple[str, Object, Object]]:
    for part, template in of.pods().items():
        spec = template["spec"]
        assert "initContainers" not in spec
        yield from ((part, spec, container) for container in spec["containers"])


def test_nobody_in_a_container_is_root_or_gains_rights(each: Rendered) -> None:
    for part, pod, container in containers(each):
        assert pod["securityContext"]["runAsNonRoot"] is True, part
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, part
        assert pod["automountServiceAccountToken"] is False, part
        assert not {"hostNetwork", "hostPID", "hostIPC"} & set(pod), part
        assert not [volume for volume in pod["volumes"] if "hostPath" in volume], part
        locked = container["securityContext"]
        assert locked["allowPrivilegeEscalation"] is False, part
        assert locked["readOnlyRootFilesystem"] is True, part
        assert locked["capabilities"]["drop"] == ["ALL"], part
        assert locked["capabilities"].get("add", []) == (["NET_BIND_SERVICE"] if part == "front" else []), part


def test_variables_of_kubernetes_are_not_taken_for_settings(each: Rendered) -> None:
    """A Service named liaison-url would be LIAISON_URL_PORT, and one named liaison-http LIAISON_HTTP_PORT."""
    assert all(pod["enableServiceLinks"] is False for _, pod, _ in containers(each))


def test_every_container_says_what_it_needs_at_least_and_at_most(each: Rendered) -> None:
    for part, _, container in containers(each):
        assert set(container["resources"]["requests"]) == {"cpu", "memory"}, part
        assert "memory" in container["resources"]["limits"], part


def test_an_outage_elsewhere_restarts_nothing(each: Rendered) -> None:
    for part, _, container in containers(each):
        if part.endswith("-migrate"):
            continue
        asked = {probe: container[probe] for probe in ("readinessProbe", "livenessProbe")}
        if part in ("front", "health"):
            assert all("tcpSocket" in probe for probe in asked.values()), part
            continue
        assert asked["readinessProbe"]["httpGet"]["path"] == "/health", part
        assert asked["livenessProbe"]["httpGet"]["path"] == container["startupProbe"]["httpGet"]["path"] == "/alive", (
            part
        )
        # The process's own watchdog comes first: it says why.
        assert asked["livenessProbe"]["periodSeconds"] * asked["livenessProbe"]["failureThreshold"] > 150, part


def test_what_is_being_sent_is_finished(each: Rendered) -> None:
    for part, pod, _ in containers(each):
        if part.split("-")[-1] in RUNNING:
            assert pod["terminationGracePeriodSeconds"] == 30, part


def test_selectors_find_the_pods_of_one_part_alone(each: Rendered) -> None:
    labels = {part: template["metadata"]["labels"] for part, template in each.pods().items()}
    selecting = [
        (one, one["spec"]["selector"].get("matchLabels", one["spec"]["selector"]))
        for one in each.of_kind("Deployment", "Service", "PodDisruptionBudget")
    ]
    assert len(selecting) == 18 + 18 + 17
    for one, selector in selecting:
        found = [part for part, of_part in labels.items() if selector.items() <= of_part.items()]
        assert [f"liaison-{part}" for part in found] == [one["metadata"]["name"]]


def test_a_node_can_be_emptied_whatever_is_down(each: Rendered) -> None:
    for one in each.of_kind("PodDisruptionBudget"):
        assert one["spec"]["maxUnavailable"] == 1
        assert one["spec"]["unhealthyPodEvictionPolicy"] == "AlwaysAllow"


def test_migrations_run_before_anything_else_is_changed(each: Rendered) -> None:
    jobs = list(each.of_kind("Job"))
    assert len(jobs) == 4
    for job in jobs:
        assert job["metadata"]["annotations"]["helm.sh/hook"] == "pre-install,pre-upgrade"
        pod = job["spec"]["template"]["spec"]
        # Nothing of the release is there yet at the first install.
        needed = [volume for volume in pod["volumes"] if "configMap" in volume]
        assert needed == []
        assert pod["restartPolicy"] == "Never"


def test_files_that_must_outlive_the_release_are_not_its_own(each: Rendered) -> None:
    assert list(each.of_kind("PersistentVolumeClaim", "Secret")) == []


def test_the_origin_has_the_one_caddyfile(each: Rendered) -> None:
    told = each.named("ConfigMap", "liaison-front")["data"]["Caddyfile"]
    assert told == (HERE.parents[1] / "Caddyfile").read_text()


def test_alerts_are_those_that_are_tested_and_find_the_labels_they_ask_for(full: Rendered) -> None:
    tested = yaml.safe_load((HERE.parents[1] / "observability/alerts.yml").read_text())
    assert full.named("PrometheusRule", "liaison-alerts")["spec"] == tested
    [endpoint] = full.named("PodMonitor", "liaison-services")["spec"]["podMetricsEndpoints"]
    given = {one["targetLabel"]: one for one in endpoint["relabelings"]}
    assert set(given) == {"job", "service", "role"}
    assert given["job"]["replacement"] == "liaison"
    labels = full.pods()["events-relay"]["metadata"]["labels"]
    for label in ("service", "role"):
        [source] = given[label]["sourceLabels"]
        assert source.removeprefix("__meta_kubernetes_pod_label_").replace("_", "/") in labels


def test_ingress_and_route_know_no_paths(full: Rendered) -> None:
    [rule] = full.named("Ingress", "liaison-front")["spec"]["rules"]
    assert rule["host"] == "liaison.city.example"
    assert [path["path"] for path in rule["http"]["paths"]] == ["/"]
    route = full.named("HTTPRoute", "liaison-front")["spec"]
    assert route["hostnames"] == ["liaison.city.example"]
    assert route["rules"] == [{"backendRefs": [{"name": "liaison-front", "port": 8080}]}]


def test_consumers_grow_by_what_waits(full: Rendered, minimal: Rendered) -> None:
    assert list(minimal.of_kind("HorizontalPodAutoscaler")) == []
    for service in SERVICES:
        grown = full.named("HorizontalPodAutoscaler", f"liaison-{service}-consumer")["spec"]
        assert grown["scaleTargetRef"]["name"] == f"liaison-{service}-consumer"
        assert grown["metrics"][0]["external"]["metric"]["selector"] == {"matchLabels": {"service": service}}
        # Else each upgrade would take back what it has grown to.
        assert "replicas" not in full.named("Deployment", f"liaison-{service}-consumer")["spec"]


def test_pods_that_share_a_claim_of_one_node_stay_on_it(one_node: Rendered, minimal: Rendered) -> None:
    def near(of: Rendered) -> dict[str, str]:
        found: dict[str, Any] = {part: template["spec"].get("affinity") for part, template in of.pods().items()}
        rules = "podAffinity", "requiredDuringSchedulingIgnoredDuringExecution"
        return {
            part: one[rules[0]][rules[1]][0]["labelSelector"]["matchLabels"]["liaison/claim"]
            for part, one in found.items()
            if one
        }

    assert near(minimal) == {}
    assert near(one_node) == {
        "registry-migrate": "signing",
        "registry-api": "signing",
        "events-migrate": "wishes",
        "events-api": "wishes",
        "events-jobs": "wishes",
        "notifications-migrate": "sealing",
        "notifications-api": "sealing",
        "notifications-jobs": "sealing",
    }


def test_a_role_of_one_service_may_differ(full: Rendered, render: Callable[..., Rendered]) -> None:
    assert full.named("Deployment", "liaison-notifications-jobs")["spec"]["replicas"] == 4
    assert full.container("notifications-jobs")["resources"] == {
        "requests": full.container("events-jobs")["resources"]["requests"],
        "limits": {"memory": "1Gi"},
    }
    assert full.named("Deployment", "liaison-events-jobs")["spec"]["replicas"] == 2
    none = render("--set", "services.events.roles.jobs.replicas=0")
    assert none.named("Deployment", "liaison-events-jobs")["spec"]["replicas"] == 0
