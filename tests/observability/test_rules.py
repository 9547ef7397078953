"""Rules, dashboards and runbooks hold together: each alert is timed, explained, and about what is measured."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from liaison_contracts.catalog import CATALOG, Classification

from tests.observability.files import (
    COMMANDS,
    FOLDER,
    ROOT,
    RULES,
    RUNBOOKS,
    Query,
    alerts,
    anchors,
    blocks,
    headings,
    queries,
)
from tests.observability.ground import shortened
from tests.observability.scenarios import every
from tests.observability.tools import program, said

TIMED = ["alerts.test.yml", "alerts.days.test.yml"]
OF_PROMETHEUS = {"up", "ALERTS", "process_start_time_seconds", "process_resident_memory_bytes", "process_open_fds"}
OF_PROMETHEUS |= {"process_cpu_seconds_total"}
OF_ALERTS = sorted({rule["annotations"]["runbook"].partition("#")[0] for rule in alerts().values()})
NAMES = re.compile(r"\b(?:liaison|process)_\w+|\bALERTS\b|\bup\b")


def measured() -> set[str]:
    """As docs/metrics.md has them, which tests/test_metrics.py keeps true, by the names of their samples."""
    found = set(OF_PROMETHEUS)
    for name, kind in re.findall(r"^\| `(\w+)` \| (\w+) \|", (ROOT / "docs" / "metrics.md").read_text(), re.MULTILINE):
        endings = {"counter": ["_total"], "histogram": ["_bucket", "_sum", "_count"], "gauge": [""]}
        found |= {name + ending for ending in endings[kind]}
    return found


def test_prometheus_takes_the_rules_and_its_configuration() -> None:
    said(program("promtool"), "check", "rules", RULES)
    said(program("promtool"), "check", "config", FOLDER / "prometheus.yml")
    said(program("amtool"), "check-config", FOLDER / "alertmanager.yml")


@pytest.mark.parametrize("tests", TIMED)
def test_each_rule_fires_when_it_should_and_not_before(tests: str) -> None:
    said(program("promtool"), "test", "rules", FOLDER / tests)


def test_each_rule_is_timed() -> None:
    timed = {
        name
        for tests in TIMED
        for name in re.findall(r'alertname="(\w+)"[^}]*\}\', value', (FOLDER / tests).read_text())
    }
    assert timed == alerts().keys()


@pytest.mark.parametrize("alert", alerts())
def test_each_alert_says_whom_to_tell_what_it_means_and_what_to_do(alert: str) -> None:
    rule = alerts()[alert]
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert rule["annotations"].keys() == {"summary", "description", "runbook"}
    path, _, anchor = rule["annotations"]["runbook"].partition("#")
    assert anchor == alert.lower()
    assert anchor in anchors(ROOT / path)
    index = f"| `{alert}` | {rule['labels']['severity']} | [{Path(path).name}]({Path(path).name}#{anchor}) |"
    assert index in (RUNBOOKS / "README.md").read_text()


@pytest.mark.parametrize("runbook", OF_ALERTS)
def test_runbooks_of_alerts_have_one_shape(runbook: str) -> None:
    if Path(runbook).name == "subscribers.md":
        return  # about a whole door, of which one alert is a part
    shape = ["What you see", "What it means for residents", "What to do", "How you know it is over", "Why it happened"]
    assert [one for one in headings(ROOT / runbook) if one in shape] == shape


def test_links_of_runbooks_lead_somewhere() -> None:
    broken = []
    for page in [*RUNBOOKS.glob("*.md"), ROOT / "docs" / "metrics.md", ROOT / "docs" / "operations.md"]:
        for target in re.findall(r"\]\(([^)\s]+)\)", COMMANDS.sub("", page.read_text())):
            path, _, anchor = target.partition("#")
            if "://" in target:
                continue
            file = (page.parent / path).resolve() if path else page
            if not file.exists() or (anchor and file.suffix == ".md" and anchor not in anchors(file)):
                broken.append(f"{page.name}: {target}")
    assert not broken


def test_rules_ask_for_what_is_measured() -> None:
    asked = {name for rule in alerts().values() for name in NAMES.findall(rule["expr"])}
    assert asked <= measured()


@pytest.mark.parametrize("query", queries(), ids=lambda query: f"{query.dashboard}: {query.panel}")
def test_dashboards_ask_for_what_is_measured(query: Query) -> None:
    assert set(NAMES.findall(query.expression)) <= measured()


@pytest.mark.parametrize("path", sorted((FOLDER / "dashboards").glob("*.json")), ids=lambda path: path.stem)
def test_panels_of_a_dashboard_have_each_a_place_and_a_number_of_their_own(path: Path) -> None:
    dashboard = json.loads(path.read_text())
    assert dashboard["uid"] == f"liaison-{path.stem}"
    taken = set[tuple[int, int]]()
    for panel in dashboard["panels"]:
        place = panel["gridPos"]
        cells = {(place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])}
        assert place["x"] + place["w"] <= 24
        assert not cells & taken, panel["title"]
        taken |= cells
        assert panel["description"]
        assert [target["refId"] for target in panel["targets"]] == sorted({t["refId"] for t in panel["targets"]})
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])


def test_prometheus_can_read_what_dashboards_ask(tmp_path: Path) -> None:
    """Each as a recording rule: promtool parses those; Grafana puts a range in the place of its variable."""
    rules = [{"record": "asked", "expr": query.expression.replace("$__rate_interval", "1m")} for query in queries()]
    file = tmp_path / "queries.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": f"q{n}", "rules": [rule]} for n, rule in enumerate(rules)]}))
    assert f"{len(rules)} rules found" in said(program("promtool"), "check", "rules", "--lint=none", file)


def test_prometheus_asks_every_process_of_the_stack() -> None:
    stack = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    roles = {name for name in stack if name.endswith(("-api", "-consumer", "-relay", "-jobs"))}
    jobs = yaml.safe_load((FOLDER / "prometheus.yml").read_text())["scrape_configs"]
    asked = {name for one in jobs[0]["dns_sd_configs"] for name in one["names"]}
    assert asked == roles


def test_alerts_are_left_out_for_alerts_that_there_are() -> None:
    rules = yaml.safe_load((FOLDER / "alertmanager.yml").read_text())["inhibit_rules"]
    matchers = str([rule["source_matchers"] + rule["target_matchers"] for rule in rules])
    assert set(re.findall(r"\b[A-Z]\w+\b", matchers)) <= alerts().keys()


def test_every_restricted_topic_with_a_term_that_we_read_is_watched() -> None:
    listed = re.search(r"\((\w+(?:\|\w+)+)\)", alerts()["RestrictedUnread"]["expr"])
    assert listed
    restricted = [topic for topic in CATALOG if topic.classification is Classification.RESTRICTED and topic.retention]
    assert set(listed[1].split("|")) == {topic.name for topic in restricted}
    assert all(topic.retention and topic.retention > timedelta(days=4) for topic in restricted)


NOT_TYPED = {
    "restore.md": "backups have a drill of their own",
    "upgrade.md": "upgrades, too",
    "records-removed.md": "likewise",
    "wrong-bulletin.md": "test_stop_bulletin.py and test_correct_bulletin.py of notifications send the same requests",
}
"""Runbooks with commands that no drill types, and why."""


def test_each_alert_has_a_scenario_that_makes_it_happen_and_follows_its_runbook() -> None:
    played = {alert: one for one in every() for alert in one.alerts}
    assert played.keys() == alerts().keys()
    for alert, rule in alerts().items():
        runbook = Path(rule["annotations"]["runbook"].partition("#")[0])
        heading = next((one for one in headings(ROOT / runbook) if one.lower() == alert.lower()), "")
        if blocks(ROOT / runbook, heading):
            assert (runbook.name, heading) in played[alert].follows


def test_every_command_of_a_runbook_is_typed_by_a_drill() -> None:
    typed = {part for one in every() for part in one.follows} | {("README.md", "Before")}
    left = {
        (runbook.name, heading)
        for runbook in RUNBOOKS.glob("*.md")
        for heading in headings(runbook)
        if blocks(runbook, heading) and (runbook.name, heading) not in typed
    }
    assert {name for name, _ in left} <= NOT_TYPED.keys(), left


def test_a_drill_is_less_patient_and_changes_nothing_else() -> None:
    rules, made = yaml.safe_load(RULES.read_text()), yaml.safe_load(shortened(RULES.read_text()))
    for given, less in zip(rules["groups"][0]["rules"], made["groups"][0]["rules"], strict=True):
        assert given.pop("for", "0s") != less.pop("for", "0s") or given["alert"] == "ProcessRestarting"
        assert given == less
