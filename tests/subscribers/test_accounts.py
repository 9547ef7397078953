"""`liaison subscribers`: what it does to Kafka's users, rights and quotas, and what it says."""

import stat
from pathlib import Path

import pytest
from liaison_cli.subscribers.kafka_admin import KafkaAdmin
from liaison_cli.subscribers.topics import PUBLIC
from liaison_cli.trouble import Trouble

from tests.subscribers.conftest import Liaison, read_card


def rights(admin: KafkaAdmin, user: str) -> set[tuple[str, str, str, str]]:
    found = [one for one in admin.rights() if one.principal == f"User:{user}"]
    return {
        (
            one.operation.name,
            one.resource_pattern.resource_type.name,
            one.resource_pattern.pattern_type.name,
            one.resource_pattern.resource_name,
        )
        for one in found
    }


def test_a_subscriber_gets_a_user_that_may_read_its_topics_in_its_own_groups_and_a_quota(
    liaison: Liaison, admin: KafkaAdmin, prefix: str
) -> None:
    card = read_card(liaison("add", "city-site", "--topics", "EventHeld,OfficeState", "--rate", "500K"))
    user = card["KAFKA_USERNAME"]
    assert user.startswith(f"{prefix}city-site.2")
    assert rights(admin, user) == {
        ("READ", "TOPIC", "LITERAL", f"{prefix}EventHeld"),
        ("READ", "TOPIC", "LITERAL", f"{prefix}OfficeState"),
        ("READ", "GROUP", "PREFIXED", f"{prefix}city-site."),
    }
    assert admin.limits()[user] == {"consumer_byte_rate": 500_000, "request_percentage": 50}


def test_the_card_holds_all_that_a_client_must_be_told(liaison: Liaison, broker: dict[str, str], prefix: str) -> None:
    card = read_card(liaison("add", "card", "--topics", "EventHeld"))
    assert card["KAFKA_BOOTSTRAP_SERVERS"] == broker["KAFKA_BOOTSTRAP_SERVERS"]
    assert (card["KAFKA_SECURITY_PROTOCOL"], card["KAFKA_SASL_MECHANISM"]) == ("SASL_SSL", "SCRAM-SHA-512")
    assert (card["KAFKA_GROUP_PREFIX"], card["KAFKA_TOPIC_PREFIX"]) == (f"{prefix}card.", prefix)
    assert card["KAFKA_CA"].strip() == Path(broker["KAFKA_CA_FILE"]).read_text().strip()
    assert len(card["KAFKA_PASSWORD"]) == 43


def test_the_card_can_be_a_file_that_nobody_else_reads(liaison: Liaison, tmp_path: Path) -> None:
    file = tmp_path / "subscriber.env"
    assert liaison("add", "in-a-file", "--topics", "EventHeld", "--out", str(file)) == ""
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "in-a-file." in read_card(file.read_text())["KAFKA_USERNAME"]


def test_what_cannot_be_written_is_not_made(liaison: Liaison, admin: KafkaAdmin, prefix: str, tmp_path: Path) -> None:
    """As in a container, where only /tmp can be written to."""
    nowhere = str(tmp_path / "no-such-folder" / "subscriber.env")
    with pytest.raises(Trouble, match=r"Nothing was made, .*no-such-folder.*No such file"):
        liaison("add", "unwritten", "--topics", "EventHeld", "--out", nowhere)
    assert "unwritten" not in liaison("list")
    there = read_card(liaison("add", "unwritten", "--topics", "EventHeld"))["KAFKA_USERNAME"]
    with pytest.raises(Trouble, match="Nothing was made"):
        liaison("rotate", "unwritten", "--out", nowhere)
    with pytest.raises(Trouble, match="unwritten has one password"):
        liaison("rotate", "unwritten", "--finish")
    assert [user for user in admin.users() if user.startswith(prefix)] == [there]
    assert {one.principal for one in admin.rights() if prefix in one.principal} == {f"User:{there}"}
    assert {user for user in admin.limits() if user.startswith(prefix)} == {there}


def test_a_newer_password_that_was_lost_is_taken_back(liaison: Liaison, admin: KafkaAdmin, prefix: str) -> None:
    in_use = read_card(liaison("add", "forgetful", "--topics", "EventHeld"))["KAFKA_USERNAME"]
    with pytest.raises(Trouble, match="forgetful has one password"):
        liaison("rotate", "forgetful", "--take-back")
    lost = read_card(liaison("rotate", "forgetful"))["KAFKA_USERNAME"]
    with pytest.raises(Trouble, match=r"if the newer one was lost, .*--take-back"):
        liaison("rotate", "forgetful")
    with pytest.raises(Trouble, match="not both"):
        liaison("rotate", "forgetful", "--finish", "--take-back")
    assert lost in liaison("rotate", "forgetful", "--take-back")
    assert [user for user in admin.users() if user.startswith(prefix)] == [in_use]
    assert rights(admin, in_use) != set()


@pytest.mark.parametrize(
    "given, sentence",
    [
        (["SignUpConfirmed"], "SignUpConfirmed is internal: only our own services may read it"),
        (["EventHeld,ParticipantContact"], "ParticipantContact is restricted: it carries personal data, sealed"),
        (["EventHold"], "There is no topic named EventHold. Did you mean EventHeld?"),
        (["liaison.subscribers"], "There is no topic named liaison.subscribers"),
        ([""], "Say which topics"),
    ],
)
def test_only_public_topics_of_the_catalogue_can_be_given(
    liaison: Liaison, admin: KafkaAdmin, prefix: str, given: list[str], sentence: str
) -> None:
    with pytest.raises(Trouble, match=sentence):
        liaison("add", "too-curious", "--topics", *given)
    assert [user for user in admin.users() if user.startswith(prefix)] == []


@pytest.mark.parametrize("name", ["liaison-x", "Big", "a", "a.b", "x" * 41, "1st", "ends_"])
def test_names_that_could_be_taken_for_anothers_are_refused(liaison: Liaison, name: str) -> None:
    """No dot: it ends the name in users and groups, so that `city.` is no beginning of `city-site.`"""
    with pytest.raises(Trouble, match=r"is no name for a subscriber|those of our own services"):
        liaison("add", name, "--topics", "EventHeld")


def test_a_name_is_given_once(liaison: Liaison) -> None:
    liaison("add", "once", "--topics", "EventHeld")
    with pytest.raises(Trouble, match=r"There is a subscriber named once.*rotate once"):
        liaison("add", "once", "--topics", "EventHeld")


def test_all_public_topics_are_those_of_the_catalogue_and_new_ones_are_told_of(
    liaison: Liaison, admin: KafkaAdmin, prefix: str
) -> None:
    user = read_card(liaison("add", "library", "--all-public", "--contact", "it@library.example"))["KAFKA_USERNAME"]
    assert {name for _, kind, _, name in rights(admin, user) if kind == "TOPIC"} == {prefix + name for name in PUBLIC}
    admin.forbid_topics(user, [f"{prefix}EventHeld"])  # as if it had come with a release since
    said = liaison("show", "library")
    assert "new since then: EventHeld." in said
    assert "it@library.example" in said
    assert liaison("allow", "library", "--all-public").splitlines()[1] == "New: EventHeld."
    assert "new since then" not in liaison("show", "library")


def test_topics_are_taken_away_and_added_while_the_password_stays(
    liaison: Liaison, admin: KafkaAdmin, prefix: str
) -> None:
    user = read_card(liaison("add", "changing", "--topics", "EventHeld,OfficeState"))["KAFKA_USERNAME"]
    said = liaison("allow", "changing", "--topics", "OfficeState,CSOState")
    assert said.splitlines() == ["changing may read 2 topics.", "New: CSOState.", "Taken away: EventHeld."]
    assert {name for _, kind, _, name in rights(admin, user) if kind == "TOPIC"} == {
        f"{prefix}OfficeState",
        f"{prefix}CSOState",
    }
    with pytest.raises(Trouble, match="SignUpConfirmed is internal"):
        liaison("allow", "changing", "--topics", "SignUpConfirmed")


def test_the_list_shows_what_kafka_knows_and_whom_to_write_to(liaison: Liaison) -> None:
    liaison("add", "bravo", "--all-public")
    liaison("add", "alpha", "--topics", "EventHeld", "--rate", "1M", "--contact", "it@alpha.example")
    lines = [line.split() for line in liaison("list").splitlines()]
    found = [[cell for cell in line if cell != "│"] for line in lines if "alpha" in line or "bravo" in line]
    assert found[0][:3] == ["alpha", "1", "1,000,000"]
    assert found[0][-1] == "it@alpha.example"
    assert found[1][:5] == ["bravo", "all", "public", "2,000,000", found[0][3]]


def test_a_revoked_subscriber_leaves_nothing_behind(liaison: Liaison, admin: KafkaAdmin) -> None:
    user = read_card(liaison("add", "leaving", "--topics", "EventHeld", "--contact", "x@y.example"))["KAFKA_USERNAME"]
    liaison("revoke", "leaving", "--yes")
    assert rights(admin, user) == set()
    assert user not in admin.users()
    assert user not in admin.limits()
    assert "leaving" not in liaison("list")
    for command in (["show"], ["rotate"], ["revoke", "--yes"], ["allow", "--all-public"]):
        with pytest.raises(Trouble, match="There is no subscriber named leaving"):
            liaison(command[0], "leaving", *command[1:])


def test_a_name_that_comes_back_is_somebody_new(liaison: Liaison) -> None:
    liaison("add", "again", "--topics", "EventHeld", "--contact", "first@again.example")
    liaison("revoke", "again", "--yes")
    liaison("add", "again", "--topics", "OfficeState")
    said = liaison("show", "again")
    assert "OfficeState" in said
    assert "EventHeld" not in said
    assert "first@" not in said


def test_what_an_interrupted_try_left_is_not_the_new_ones(liaison: Liaison, admin: KafkaAdmin, prefix: str) -> None:
    """Rights come before the user: a try that dies between the two leaves rights of nobody."""
    admin.let_read(f"{prefix}half.20260101T000000000000Z", [f"{prefix}CSOState"], f"{prefix}half.")
    liaison("add", "half", "--topics", "EventHeld")
    assert rights(admin, f"{prefix}half.20260101T000000000000Z") == set()


def test_two_networks_on_one_cluster_do_not_see_each_others_subscribers(
    liaison: Liaison, monkeypatch: pytest.MonkeyPatch, prefix: str
) -> None:
    liaison("add", "mine", "--topics", "EventHeld")
    monkeypatch.setenv("LIAISON_TOPIC_PREFIX", f"other-{prefix}")
    assert "mine" not in liaison("list")
    liaison("add", "mine", "--topics", "EventHeld")


def test_a_kafka_without_users_says_what_to_do(
    liaison: Liaison, monkeypatch: pytest.MonkeyPatch, platform: object
) -> None:
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", platform.kafka_bootstrap_servers)  # type: ignore[attr-defined]
    monkeypatch.setenv("KAFKA_SECURITY_PROTOCOL", "PLAINTEXT")
    with pytest.raises(Trouble, match=r"asks nobody who they are.*liaison up --secured"):
        liaison("add", "nobody", "--topics", "EventHeld")


def test_who_may_not_change_subscribers_is_told_so(liaison: Liaison, monkeypatch: pytest.MonkeyPatch) -> None:
    card = read_card(liaison("add", "curious", "--topics", "EventHeld"))
    monkeypatch.setenv("KAFKA_USERNAME", card["KAFKA_USERNAME"])
    monkeypatch.setenv("KAFKA_PASSWORD", card["KAFKA_PASSWORD"])
    for command in (["list"], ["add", "friend", "--all-public"], ["revoke", "curious", "--yes"]):
        with pytest.raises(Trouble, match=r"does not let \S+curious\.\S+ change subscribers"):
            liaison(*command)


def test_a_wrong_password_is_told(liaison: Liaison, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("liaison_cli.subscribers.kafka_admin.SECONDS", 1)
    monkeypatch.setenv("KAFKA_PASSWORD", "wrong")
    with pytest.raises(Trouble, match=r"did not let us in .* KAFKA_PASSWORD"):
        liaison("list")
