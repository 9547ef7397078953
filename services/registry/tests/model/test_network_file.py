"""The network file: every mistake is named with its line."""

from datetime import date

import pytest
from liaison_registry.model import BrokenFile
from liaison_registry.model.network.network_file import read

TODAY = date(2023, 1, 1)


def refused(file: str | bytes) -> dict[str, str]:
    """The messages by field."""
    with pytest.raises(BrokenFile) as refusal:
        read(file.encode() if isinstance(file, str) else file, TODAY)
    return {error.field: error.text for error in refusal.value.errors}


@pytest.mark.parametrize(
    ("old", "new", "field", "message"),
    [
        ("capacity: 40", "capacity: many", "offices.0.rooms.0.capacity", "“capacity” must be a whole number"),
        ("capacity: 40", "capacity: 0", "offices.0.rooms.0.capacity", "“capacity” must be at least 1"),
        ("slug: desna", "slug: vinnytsia-khutory", "offices.1.slug", "“slug” is the same as on line"),
        ("slug: desna", "slug: Десна", "offices.1.slug", "small Latin letters"),
        ("slug: desna", "slugg: desna", "offices.1.slugg", "“slugg” is not known here"),
        ("name: Велика зала", "name: ", "offices.2.rooms.0.name", "“name” is missing"),
        ("Кімната консультацій", "Зала зустрічей", "offices.0.rooms.1.name", "“name” is the same as on line"),
        ("district: UA05020030020063505", "district: UA05020030010063857", "offices.1.district", "no district in this"),
        ("code: UA05020030090040190", "code: UA0502003009004019", "districts.7.code", "UA and 17 digits"),
        ("code: UA05020030090040190", "code: UA07020030090040190", "districts.7.code", "does not lie in the community"),
        ("code: UA05020030090040190", "code: UA05020030080030595", "districts.7.code", "the same as on line"),
        ("ends_on: 2022-06-30", "ends_on: 2022-03-30", "programme.milestones.3.ends_on", "lies before the beginning"),
        ("ends_on: 2022-06-30", "ends_on: 2022-06-31", "programme.milestones.3.ends_on", "must be a day such as"),
        ("number: 4", "number: 3", "programme.milestones.3.number", "the same as on line"),
        ('closes: "20:00"', 'closes: "12:00"', "offices.1.hours.4.closes", "lies before the beginning"),
        ('closes: "20:00"', "closes: 20", "offices.1.hours.4.closes", "must be a time such as"),
        ('opens: "14:00"', 'opens: "12:59"', "offices.1.hours.1.opens", "overlap others"),
        ("adopted_on: 2021-07-30", "adopted_on: 2921-07-30", "programme.adopted_on", "lies in the future"),
        ("latitude: 49.28", "latitude: 149.28", "offices.1.latitude", "must be at most 90"),
    ],
)
def test_a_mistake_is_named_with_its_line(network: str, old: str, new: str, field: str, message: str) -> None:
    assert old in network
    line = network[: network.index(old)].count("\n") + 1
    found = refused(network.replace(old, new, 1))
    assert message in found[field]
    assert found[field].startswith(f"Line {line}: ")


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("community:\n  name: [", "Line 2, column 10: this is not YAML"),
        ("a: b: c", "Line 1, column 5: this is not YAML"),
        ("a: &all [1]\nb: *all", "Line 2, column 4: this is not YAML (aliases are not allowed here)"),
        ("[" * 200, "nested too deeply"),
        (b"a: \xff", "Line 1: the text is not UTF-8"),
        ("a:\n  b: \x01", "Line 2: a control character"),
        ("", "The file is empty"),
        ("offices: [{}]", "Line 1: “community” is missing"),
        ("just text", "must consist of community, districts, offices and programme"),
        (b"#" * 300_000, "larger than 256 KB"),
    ],
)
def test_what_is_no_such_file_is_refused_with_its_place(file: str | bytes, message: str) -> None:
    assert message in next(iter(refused(file).values()))


def test_a_key_that_is_given_twice_is_not_silently_the_second(network: str) -> None:
    found = refused(network.replace("slug: desna", "slug: desna\n    slug: desna-2"))
    assert "is given a second time" in found["offices.1.slug"]
    broken = refused(network.replace("slug: desna", 'slug: desna\n    "x\\ud800": 1\n    "x\\ud800": 2'))
    assert "“x?” is given a second time" in broken["offices.1.x?"]


def test_words_and_clock_times_stay_what_was_written(network: str) -> None:
    file = network.replace('opens: "12:00", closes: "20:00"', "opens: 12:00, closes: 20:00")
    office = read(file.encode(), TODAY)[0].offices[1]
    assert [hours.opens.isoformat() for hours in office.hours if hours.weekday == 3] == ["12:00:00"]


def test_a_flood_of_mistakes_is_cut_short(network: str) -> None:
    extra = "".join(f"  extra{n}: 1\n" for n in range(150))
    with pytest.raises(BrokenFile) as refusal:
        read(network.replace("community:\n", "community:\n" + extra).encode(), TODAY)
    assert len(refusal.value.errors) == 101
    assert refusal.value.errors[-1].text == "And 50 more mistakes."
