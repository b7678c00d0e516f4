"""The ladder: no pack goes below the floors, skips a rung, or publishes for ever."""

import pytest

from tests.policy.small_pack import entry
from umbel.errors import Problems
from umbel.policy import load_pack
from umbel.policy.ladder import FLOORS

TIMES = "".join(f"{key} = {days}\n" for key, days in FLOORS.items())
REMINDER = entry("rung", "reminder", "adverse = false")
WARNING = entry("rung", "warning", "adverse = true", 'after = ["reminder"]', TIMES, "lasts_months = 12")
REMOVAL = entry(
    "rung", "removal", "adverse = true", 'effect = "removal"', 'after = ["warning"]', TIMES, "published_months = 12"
)


@pytest.fixture
def ladder(folder):
    """The small pack with a ladder."""

    def loaded(*rungs):
        (folder / "ladder.toml").write_text("\n".join(rungs), encoding="utf-8")
        return load_pack(folder)

    return loaded


def test_a_ladder_at_the_floors_is_in_order(ladder):
    pack = ladder(REMINDER, WARNING, REMOVAL)
    assert [rung.code for rung in pack.rungs] == ["reminder", "warning", "removal"]
    assert (pack.rung("warning").published_months, pack.rung("removal").published_months) == (None, 12)


@pytest.mark.parametrize("key", FLOORS)
def test_no_pack_goes_below_a_floor_or_leaves_it_out(ladder, key):
    short = WARNING.replace(f"{key} = {FLOORS[key]}", f"{key} = {FLOORS[key] - 1}")
    for text, said in ((short, "below the floor"), (WARNING.replace(f"{key} = {FLOORS[key]}\n", ""), f"says {key}")):
        with pytest.raises(Problems) as refused:
            ladder(REMINDER, text)
        assert said in " ".join(map(str, refused.value.problems))


@pytest.mark.parametrize(
    ("rungs", "said"),
    [
        ((REMINDER, WARNING.replace('["reminder"]', '["advice"]')), "There is no such rung"),
        ((WARNING, REMINDER), "A rung follows one before it"),
        ((REMINDER, WARNING.replace("lasts_months = 12", "")), "vanishes again"),
        ((REMINDER, WARNING + "published_months = 13\n"), "vanishes again"),
        ((REMINDER, WARNING, REMOVAL.replace("published_months = 12", "")), "vanishes again"),
        ((REMINDER, WARNING, REMOVAL.replace("published_months = 12", "published_months = 37")), "vanishes again"),
        ((REMINDER, WARNING, REMOVAL + "appeal_suspends = false\n"), "waits for the appeal"),
        ((REMINDER, WARNING, REMOVAL + 'hearing = "none"\n'), "removed unheard"),
        ((REMINDER, WARNING, REMOVAL.replace('after = ["warning"]', "")), "without an earlier rung"),
        ((REMINDER + 'effect = "removal"\n',), "takes something"),
    ],
)
def test_what_would_be_unfair_is_refused(ladder, rungs, said):
    with pytest.raises(Problems) as refused:
        ladder(*rungs)
    assert said in " ".join(map(str, refused.value.problems))
