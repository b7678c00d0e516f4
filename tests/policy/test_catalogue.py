import os

import pytest

from umbel.errors import NotFound, Problems
from umbel.policy import find_pack, installed_packs, version_key
from umbel.policy.catalogue import VARIABLE
from umbel.policy.changes import pack_changes


@pytest.fixture
def shelf(folder, monkeypatch):
    """A folder of further packs that holds the small one."""
    monkeypatch.setenv(VARIABLE, str(folder.parent))
    return folder.parent


def another(shelf, folder, name, version):
    copy = shelf / name
    (copy / "examples").mkdir(parents=True)
    for path in [*folder.glob("*.*"), *folder.glob("examples/*")]:
        text = path.read_text(encoding="utf-8").replace('"1.2.0"', f'"{version}"')
        (copy / path.relative_to(folder)).write_text(text, encoding="utf-8")
    return copy


def test_a_pack_of_ones_own_is_found_beside_those_that_ship(shelf):
    assert find_pack("small").version == "1.2.0"
    assert [pack.id for pack in installed_packs()] == ["annual-return", "beijing-2016", "small"]


def test_the_newest_version_is_found_unless_another_is_asked_for(shelf, folder):
    another(shelf, folder, "small-later", "1.10.0")
    another(shelf, folder, "small-earlier", "1.9.0")

    assert find_pack("small").version == "1.10.0"
    assert find_pack("small", "1.9.0").version == "1.9.0"


@pytest.mark.parametrize(
    ("code", "version", "said"),
    [
        ("smal", None, 'No policy pack is called "smal". Did you mean "small"?'),
        ("xyzzy", None, 'No policy pack is called "xyzzy". There are: annual-return, beijing-2016, small.'),
        ("small", "2.0.0", "The policy pack small is not here in version 2.0.0, only in 1.2.0."),
    ],
)
def test_what_is_not_there_is_said_with_what_is(shelf, code, version, said):
    with pytest.raises(NotFound) as raised:
        find_pack(code, version)

    assert str(raised.value) == said


def test_an_edited_pack_is_read_again(shelf, folder, change):
    before = find_pack("small")
    change("pack.toml", "A pack for tests.", "Another summary.")

    assert find_pack("small").content_hash != before.content_hash


def test_a_broken_neighbour_hides_no_other(shelf, folder):
    (another(shelf, folder, "broken", "3.0.0") / "pack.toml").write_text("not toml", encoding="utf-8")

    assert find_pack("small").version == "1.2.0"
    with pytest.raises(Problems, match="This is not TOML"):
        installed_packs()


def test_a_folder_that_is_not_there_holds_nothing(monkeypatch, tmp_path):
    monkeypatch.setenv(VARIABLE, os.pathsep.join([str(tmp_path / "nowhere"), ""]))

    assert [pack.id for pack in installed_packs()] == ["annual-return", "beijing-2016"]


def test_versions_are_compared_as_numbers():
    assert sorted(["1.10.0", "1.9.9", "0.20.3"], key=version_key) == ["0.20.3", "1.9.9", "1.10.0"]


def test_a_pack_does_not_differ_from_itself(shelf):
    assert pack_changes(find_pack("small"), find_pack("small")) == []


def test_a_comment_moves_every_line_and_changes_nothing(shelf, folder):
    old = find_pack("small")
    path = folder / "rules.toml"
    path.write_text("# a comment\n" + path.read_text(encoding="utf-8"), encoding="utf-8")

    assert pack_changes(old, find_pack("small")) == []


def test_what_differs_between_two_versions_is_said_in_short_lines(shelf, folder, change):
    old = find_pack("small")
    change("pack.toml", '"1.2.0"', '"1.3.0"')
    change("rules.toml", "due_days = 15", "due_days = 20")
    change("rules.toml", 'score = "least(met * 2.5, 12.5)"', 'score = "least(met * 3, 12.5)"')
    change("rules.toml", 'en = "idle"', 'en = "dormant"')
    change("pack.toml", "size_range = [40, 60]", "size_range = [45, 60]")
    change("calendar.csv", "2025-04-27,worked,Labour Day", "2025-04-27,off,Labour Day")
    change("districts.csv", "2,West,西", "3,West,西")

    assert pack_changes(old, find_pack("small")) == [
        'version: "1.2.0" is now "1.3.0"',
        "tier joint: size range: (40, 60) is now (45, 60)",
        "requirement quarterly: due days: 15 is now 20",
        'indicator regularity: score: "least(met * 2.5, 12.5)" is now "least(met * 3, 12.5)"',
        'label idle: title: "idle" is now "dormant"',
        "district 3 is new",
        "district 2 is gone",
        "calendar: 1 day differs, 2025-04-27",
    ]
