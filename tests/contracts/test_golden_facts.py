"""Golden facts: every fact of every version ever shipped is valid, say three validators that are not ours."""

import re
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from liaison_contracts.catalog import CATALOG
from liaison_contracts.fact import Fact, State
from liaison_contracts.published import ENVELOPE, Published, Version

from tests.contracts.judges import judged

PUBLISHED = Published()
VERSIONS = [version for kind in PUBLISHED.types() if kind != ENVELOPE for version in PUBLISHED.versions(kind)]
CONTRACTS = {topic.type: topic.contract for topic in CATALOG}


def schemas(version: Version) -> list[dict[str, Any]]:
    """Its own, and those of all later ones of its major: an old record stays readable."""
    return [PUBLISHED.record(one) for one in PUBLISHED.versions(version.type) if one.minor >= version.minor]


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.name)
def test_valid_by_jsonschema_in_python(version: Version) -> None:
    assert PUBLISHED.facts(version)
    for schema in schemas(version):
        judge = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
        for fact in PUBLISHED.facts(version):
            judge.validate(fact)


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.name)
def test_valid_by_jsonschema_in_rust(version: Version) -> None:
    for schema in schemas(version):
        judge = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
        for fact in PUBLISHED.facts(version):
            judge.validate(fact)


async def test_valid_by_ajv_in_javascript() -> None:
    """All at once, as strict as ajv comes: an unknown keyword or format in a schema would fail, too."""
    questions = [
        {"schema": schema, "records": PUBLISHED.facts(version)} for version in VERSIONS for schema in schemas(version)
    ]
    assert await judged("ajv", questions) == []


async def test_the_three_would_notice_a_wrong_record() -> None:
    """A word where a date belongs, and a number that is one too small: none of them lets it pass."""
    version = next(version for version in VERSIONS if version.type == "liaison.events.EventHeld.v1")
    [schema, *_], [fact, *_] = schemas(version), PUBLISHED.facts(version)
    for change in ({"occurred_on": "yesterday"}, {"attendance": -1}):
        wrong = fact | {"data": fact["data"] | change}
        checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
        assert list(jsonschema.Draft202012Validator(schema, format_checker=checker).iter_errors(wrong))
        assert list(jsonschema_rs.Draft202012Validator(schema, validate_formats=True).iter_errors(wrong))
        assert await judged("ajv", [{"schema": schema, "records": [wrong]}])


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.name)
def test_our_own_services_still_read_it(version: Version) -> None:
    contract: type[Fact] | type[State] = CONTRACTS[version.type]
    for fact in PUBLISHED.facts(version):
        read = contract.model_validate(fact["data"])
        assert (str(read.key), f"{read.sequence:020d}") == (fact["subject"], fact["sequence"])


def test_a_subscriber_may_meet_fields_and_values_that_it_does_not_know() -> None:
    [version] = [version for version in VERSIONS if version.name == "liaison.events.EventScheduled.v1.0"]
    [fact] = PUBLISHED.facts(version)
    state = fact["data"]["state"] | {"kind": "a kind of next year", "a_new_field": {"deep": True}}
    newer = fact | {"a_new_attribute": "1", "data": fact["data"] | {"state": state, "and_another": 1}}
    jsonschema_rs.Draft202012Validator(PUBLISHED.record(version)).validate(newer)


def test_no_golden_fact_says_anything_of_a_person() -> None:
    """Telephones are from a block that nobody has, addresses and pages are at names that lead nowhere (RFC 2606)."""
    for version in VERSIONS:
        text = (PUBLISHED.folder / "facts" / f"{version.name}.json").read_text()
        assert all(number.startswith("+38043200000") for number in re.findall(r"\+380\d+", text)), version.name
        assert all(host.endswith(".example") for host in re.findall(r"(?:@|https?://)([^/\"\s]+)", text)), version.name
