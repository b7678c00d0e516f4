"""What a pack says of returns, visits, and duties that depend on size and field."""

from datetime import date

import pytest

from tests.policy.small_pack import entry
from umbel.errors import Problems
from umbel.policy import find_pack, load_pack, obligations_due
from umbel.policy.obligations import Traits

FIELDS = """field = [
  { id = "members", title = { en = "Members", zh-hans = "成员" }, type = "whole", at_least = 0 },
  { id = "women", title = { en = "Women", zh-hans = "女性" }, type = "whole" },
  { id = "note", title = { en = "Note", zh-hans = "备注" }, type = "text", required = false },
]"""
FORM = entry("form", "figures", "due_days = 20", "review_days = 10", FIELDS)
SAMPLING = (
    '[sampling]\ntitle = { en = "Visits", zh-hans = "走访" }\nfloor = 2\nstatus = "assumed"\nreason = "For tests."\n'
)


@pytest.fixture
def more(folder):
    """The small pack with some more lines."""

    def loaded(text):
        (folder / "more.toml").write_text(text, encoding="utf-8")
        return load_pack(folder)

    return loaded


def refused(more, text):
    with pytest.raises(Problems) as found:
        more(text)
    return " ".join(map(str, found.value.problems))


def test_a_form_is_read_with_its_fields_and_checks(more):
    form = more(FORM + 'check = [ { total = "members", of = ["women"], rule = "at-most" } ]\n').form("figures")
    assert [field.code for field in form.fields] == ["members", "women", "note"]
    assert [field.is_number for field in form.fields] == [True, True, False]
    assert form.checks[0].rule == "at-most"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (FORM + 'check = [ { total = "member", of = ["women"] } ]\n', "No such field with a number"),
        (FORM + 'check = [ { total = "members", of = ["note"] } ]\n', "No such field with a number"),
        (FORM.replace('id = "women"', 'id = "members"'), "given twice"),
        (FORM.replace('type = "text"', 'type = "choice"'), "do not fit together"),
        (FORM.replace("at_least = 0", "at_least = 5, at_most = 1"), "No answer can be in this range"),
        (SAMPLING.replace("floor = 2", "floor = 0"), "floor"),
        (SAMPLING + "by_grade = { Z = 4 }\n", "no such grade"),
        (SAMPLING + "after_months = 4\n", "belong together"),
    ],
)
def test_what_does_not_fit_together_is_named(more, text, said):
    assert said in refused(more, text)


def test_duties_depend_on_size_and_field_where_the_pack_says_so():
    pack = find_pack("beijing-2016")
    [asked, *rest] = pack.requirements
    scaled = type(asked)(
        **{name: getattr(asked, name) for name in asked.__dataclass_fields__}
        | {"minimum_by_size": {"small": 0, "large": 3}, "fields": ("A",)}
    )
    values = {name: getattr(pack, name) for name in pack.__dataclass_fields__}
    changed = type(pack)(**values | {"requirements": (scaled, *rest)})

    def minimums(**traits):
        due = obligations_due(
            changed,
            registered_on=None,
            ended_on=None,
            from_on=date(2026, 1, 1),
            until_on=date(2026, 4, 1),
            traits=Traits(**traits),
        )
        return [row.minimum for row in due if row.requirement.code == scaled.code]

    assert minimums(band="large", fields=frozenset({"A", "A1"})) == [3]
    assert minimums(band="medium", fields=frozenset({"A"})) == [1]
    assert minimums(band="small", fields=frozenset({"A"})) == []
    assert minimums(band="large", fields=frozenset({"B"})) == []


@pytest.mark.parametrize(
    ("size", "band"), [(None, None), (0, "small"), (49, "small"), (50, "medium"), (10**9, "very-large")]
)
def test_a_size_has_its_band(size, band):
    assert find_pack("beijing-2016").band_of(size) == band
