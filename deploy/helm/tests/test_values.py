"""Values that cannot work are refused before anything is changed, and whoever wrote them reads which one it is."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from deploy.helm.tests.chart import ALL, CHART, VALUES, Refused, Rendered, helm

# what is given on the command line; what the answer must name
BAD = [
    (["--set", "image.repository="], "image/repository"),
    (["--set", "image.repository=Registry/Liaison"], "image/repository"),
    (["--set", "image.pullPolicy=Sometimes"], "image/pullPolicy"),
    (["--set", "settings.LIAISON_ULR=https://liaison.example"], "LIAISON_ULR"),
    (["--set", "settings.LIAISON_URL=liaison.example"], "/settings/LIAISON_URL"),
    (["--set", "settings.LIAISON_URL=null"], "/settings/LIAISON_URL"),
    (["--set", "settings.KAFKA_BOOTSTRAP_SERVERS=null"], "/settings/KAFKA_BOOTSTRAP_SERVERS"),
    (["--set", "settings.KAFKA_SECURITY_PROTOCOL=SSL3"], "settings/KAFKA_SECURITY_PROTOCOL"),
    (["--set", "settings.KAFKA_PASSWORD=secret"], "KAFKA_PASSWORD"),
    (["--set", "secrets.KAFKA_PASSWORD=null"], "/secrets/KAFKA_PASSWORD"),
    (["--set", "secrets.KAFKA_PASSWORD.key=null"], "secrets/KAFKA_PASSWORD"),
    (["--set", "secrets.DATABASE_URL.secret=all,secrets.DATABASE_URL.key=url"], "DATABASE_URL"),
    (
        ["--set", "secrets.KAFKA_USERNAME.secret=kafka,secrets.KAFKA_USERNAME.key=user"],
        "KAFKA_USERNAME stands in settings",
    ),
    (["--set", "settings.LIAISON_TOPIC_REPLICATION=0"], "settings/LIAISON_TOPIC_REPLICATION"),
    (["--set", "settings.LIAISON_RATES.rite=3"], "rite"),
    (["--set", "settings.LIAISON_HTTP_PORT=80"], "LIAISON_HTTP_PORT"),
    (["--set", "settings.LIAISON_DEMO=true"], "LIAISON_DEMO"),
    (["--set", "services.events.secrets.DATABASE_URL=null"], "/services/events/secrets/DATABASE_URL"),
    (
        ["--set", "services.events.settings.LIAISON_PROMISED_EVENTS=0"],
        "services/events/settings/LIAISON_PROMISED_EVENTS",
    ),
    (["--set", "services.event.settings.LIAISON_PROMISED_EVENTS=3"], "event'"),
    (["--set", "services.registry.settings.LIAISON_QUIET_FROM=x"], "LIAISON_QUIET_FROM"),
    (["--set-string", "services.notifications.settings.LIAISON_QUIET_FROM=25:00"], "LIAISON_QUIET_FROM"),
    (["--set-json", 'services.notifications.settings={"LIAISON_QUIET_FROM": 1260}'], "LIAISON_QUIET_FROM"),
    (
        ["--set", "services.notifications.secrets.LIAISON_SMTP_URL=null"],
        "/services/notifications/secrets/LIAISON_SMTP_URL",
    ),
    (["--set", "services.notifications.secrets.LIAISON_SMS_PROVIDERS=null"], "LIAISON_SMS_PROVIDERS"),
    (["--set", "services.notifications.settings.LIAISON_DIGEST_DAY=someday"], "LIAISON_DIGEST_DAY"),
    (["--set", "claims.signing="], "claims/signing"),
    (["--set", "claims.accessMode=ReadOnlyMany"], "claims/accessMode"),
    (["--set", "roles.consumer.replicas=5"], "roles/consumer/replicas"),
    (["--set", "services.registry.roles.relay.replicas=5"], "services/registry/roles/relay/replicas"),
    (["--set", "roles.api.resources.limits.memory=much"], "roles/api/resources/limits/memory"),
    (["--set", "roles.cron.replicas=1"], "cron"),
    (["--set", "autoscaling.maxReplicas=8"], "autoscaling/maxReplicas"),
    (["--set", "front.trustedProxies=the ingress"], "front/trustedProxies"),
    (["--set", "front.service.type=Door"], "front/service/type"),
    (["--set", "gateway.enabled=true"], "gateway/parentRefs"),
    (["--set", "networkPolicy.kafka.ports={0}"], "networkPolicy/kafka/ports"),
    (["--set-json", 'networkPolicy.outside={"reporting-job": [{"ports": [{"port": 443}]}]}'], "reporting-job"),
    (["--set", "monitoring.podMonitor.interval=often"], "monitoring/podMonitor/interval"),
]


@pytest.mark.parametrize(("given", "named"), BAD, ids=[" ".join(given) for given, _ in BAD])
def test_a_bad_value_is_refused_by_name(given: list[str], named: str, render: Callable[..., Rendered]) -> None:
    with pytest.raises(Refused) as refused:
        render(*given)
    assert named in refused.value.said
    assert "nil pointer" not in refused.value.said


def test_whatever_is_missing_is_told_at_once() -> None:
    told = "--set=image.repository=city/liaison,claims.signing=a,claims.sealing=b,claims.wishes=c"
    with pytest.raises(Refused) as refused:
        helm("template", str(CHART), told)
    for name in ("settings.LIAISON_URL", "settings.KAFKA_BOOTSTRAP_SERVERS", "services.reporting.secrets.DATABASE_URL"):
        assert f"\n  {name}\n" in refused.value.said
    assert len(re.findall(r"\n  \S", refused.value.said)) == 8


def test_a_password_is_missed_where_kafka_asks_for_one() -> None:
    told = "--set=image.repository=city/liaison,claims.signing=a,claims.sealing=b,claims.wishes=c"
    with pytest.raises(Refused) as refused:
        helm("template", str(CHART), told, "--set=settings.KAFKA_SECURITY_PROTOCOL=SASL_SSL")
    for name in ("KAFKA_USERNAME", "KAFKA_PASSWORD"):
        assert f"\n  secrets.{name} (KAFKA_SECURITY_PROTOCOL is SASL_SSL)\n" in refused.value.said


def test_without_any_values_the_first_things_to_set_are_named() -> None:
    with pytest.raises(Refused) as refused:
        helm("template", str(CHART))
    assert "image/repository" in refused.value.said
    assert "claims/signing" in refused.value.said


@pytest.mark.parametrize("files", ALL.values(), ids=ALL)
def test_helm_has_nothing_to_say_against_it(files: tuple[str, ...]) -> None:
    values = [part for file in files for part in ("--values", str(VALUES / file))]
    said = helm("lint", "--strict", str(CHART), *values)
    assert "1 chart(s) linted, 0 chart(s) failed" in said


def test_a_packaged_chart_brings_the_one_caddyfile_along(tmp_path: Path) -> None:
    helm("package", str(CHART), "--destination", str(tmp_path))
    [package] = tmp_path.glob("liaison-*.tgz")
    said = helm("template", "liaison", str(package), "--values", str(VALUES / "minimal.yaml"))
    [front] = [one for one in yaml.safe_load_all(said) if one["kind"] == "ConfigMap" and "Caddyfile" in one["data"]]
    assert front["data"]["Caddyfile"] == (CHART / "files" / "Caddyfile").read_text()
