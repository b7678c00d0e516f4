from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from tests.policy.small_pack import FILES
from umbel.errors import Problems
from umbel.policy import load_pack
from umbel.policy.pack import Place, Status
from umbel.policy.provisions import source_in


def problems_of(folder):
    with pytest.raises(Problems) as raised:
        load_pack(folder)
    return raised.value.problems


def the_problem_of(folder):
    (problem,) = problems_of(folder)
    return problem


def test_a_pack_is_read_whole(folder, line_of):
    pack = load_pack(folder)

    assert (pack.id, pack.version, pack.effective_from) == ("small", "1.2.0", date(2025, 1, 1))
    assert pack.supervision_year_starts == (1, 1)
    assert pack.title.in_language("zh-hans") == "小"
    assert pack.tiers["joint"].size_range == (40, 60)
    assert [band.below for band in pack.size_bands] == [50, None]
    assert [indicator.points for indicator in pack.indicators] == [Decimal("12.5"), Decimal("7.5")]
    assert [day.working for day in pack.calendar] == [False, True]
    assert [district.code for district in pack.districts] == ["1", "2"]
    measure = pack.measures[0]
    assert (measure.table, measure.expression, measure.where, measure.if_none) == (
        "obligation",
        "count(*)",
        "fate = 'met'",
        "0",
    )
    line = line_of("rules.toml", "is = ")
    assert measure.expression_place == Place("rules.toml", line, 7, "measure.met.is")
    assert measure.where_place == Place("rules.toml", line + 1, 10, "measure.met.where")
    assert measure.places["title.zh-hans"].column == 34
    assert measure.status is Status.ASSUMED
    assert len(pack.examples) == 1


def test_every_provision_says_where_it_comes_from(folder):
    provisions = load_pack(folder).provisions

    assert len(provisions) == 17
    for provision in provisions:
        assert provision.reference if provision.status is Status.SOURCED else provision.reason


def test_the_hash_is_the_same_whichever_way_lines_end(folder):
    before = load_pack(folder).content_hash
    for path in [*folder.glob("*.toml"), *folder.glob("*.csv")]:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert load_pack(folder).content_hash == before
    assert len(before) == 64


@pytest.mark.parametrize("name", ["pack.toml", "rules.toml", "calendar.csv", "examples/one.toml"])
def test_the_hash_changes_with_every_file_that_counts(folder, name):
    before = load_pack(folder).content_hash
    path = folder / name
    ending = "2025-05-01,off,Labour Day\n" if name.endswith(".csv") else "# another line\n"
    path.write_text(path.read_text(encoding="utf-8") + ending, encoding="utf-8")

    assert load_pack(folder).content_hash != before


def test_all_problems_are_named_at_once_in_the_order_of_the_files(folder, change):
    change("pack.toml", "size_range = [40, 60]", "size_range = [60, 40]")
    change("rules.toml", 'period = "quarter"', 'period = "quartre"')
    change("rules.toml", "points = 12.5", "pionts = 12.5")
    change("examples/one.toml", 'grade = "B"', 'grade = "E"')

    with pytest.raises(Problems) as raised:
        load_pack(folder)

    assert raised.value.summary == "The policy pack small has 5 problems."
    assert [(problem.file, problem.field) for problem in raised.value.problems] == [
        ("examples/one.toml", "expect.grade"),
        ("pack.toml", "tiers.joint.size_range"),
        ("rules.toml", "requirement.quarterly.period"),
        ("rules.toml", "indicator.regularity.points"),
        ("rules.toml", "indicator.regularity.pionts"),
    ]


def test_an_unknown_key_is_named_with_the_nearest_one(folder, change, line_of):
    change("rules.toml", 'because = { en = "{met} met"', 'becuase = { en = "{met} met"')

    missing, unknown = problems_of(folder)

    assert str(missing) == (
        f"rules.toml:{line_of('rules.toml', '[[indicator]]')}:1, indicator.regularity.because: "
        'The key "because" is missing. Add it.'
    )
    assert str(unknown) == (
        f"rules.toml:{line_of('rules.toml', 'because')}:1, indicator.regularity.becuase: "
        'The key "becuase" is not known here. Did you mean "because"?'
    )


def test_a_key_inside_an_inline_table_is_placed_where_it_stands(folder, change, line_of):
    change("rules.toml", 'en = "Regularity", zh-hans', 'en = "Regularity", zh_hans')

    missing, unknown = problems_of(folder)

    line = line_of("rules.toml", 'en = "Regularity"')
    assert (missing.line, missing.column, missing.field) == (line, 1, "indicator.regularity.title.zh-hans")
    assert (unknown.line, unknown.column, unknown.way_out) == (line, 30, 'Did you mean "zh-hans"?')


@pytest.mark.parametrize(
    ("name", "old", "new", "field", "said"),
    [
        ("pack.toml", 'reference = "A text."', 'reason = "x"', "tiers.joint.reference", "names its text"),
        (
            "pack.toml",
            "effective_from = 2025-01-01",
            'effective_from = "2025-02-30"',
            "pack.effective_from",
            "not a date",
        ),
        (
            "pack.toml",
            "effective_from = 2025-01-01",
            "effective_from = 2025-01-01T10:00:00",
            "pack.effective_from",
            "not a date",
        ),
        ("pack.toml", '"Asia/Shanghai"', '"Asia/Shangai"', "pack.time_zone", 'Did you mean "Asia/Shanghai"?'),
        ("pack.toml", '"01-01"', '"02-29"', "pack.supervision_year_starts", "the day from 01 to 28"),
        ("pack.toml", "total_points = 20", "total_points = 100", "pack.total_points", "add up to 20.0. Found: 100."),
        ("pack.toml", "total_points = 20", "total_points = inf", "pack.total_points", "that can be reckoned with"),
        ("pack.toml", "target_size = 50", "target_size = 70", "tiers.joint.target_size", "from 40 to 60"),
        ("pack.toml", "below = 50", "below = 0", "size_band.small.below", "at least 1"),
        ("pack.toml", "weekend = [5, 6]", "weekend = [5, 7]", "calendar.weekend.2", "at most 6"),
        ("pack.toml", '"1.2.0"', '"1.2"', "pack.version", "Three numbers"),
        ("rules.toml", "points = 12.5", "points = 12.505", "indicator.regularity.points", "at most two decimal places"),
        ("rules.toml", "points = 12.5", 'points = "12.5"', "indicator.regularity.points", "without quotes"),
        ("rules.toml", 'id = "size_points"', 'id = "regularity"', "indicator.regularity.id", "given twice"),
        ("rules.toml", 'id = "size_points"', 'id = "met"', "indicator.met.id", "the id of a measure"),
        ("rules.toml", 'id = "size_points"', 'id = "size"', "indicator.size.id", "an attribute of organizations"),
        ("rules.toml", 'id = "size_points"', 'id = "total"', "indicator.total.id", "a word of the expression language"),
        ("rules.toml", 'id = "size_points"', 'id = "Size points"', "indicator.Size points.id", "Small letters"),
        ("rules.toml", 'when = "true"', 'when = "total >= 3"', "grade.B.when", "without a grade"),
        ("rules.toml", 'when = "total >= 15"', 'when = " TRUE "', "grade.A.when", "never be given"),
        ("rules.toml", 'grade = "B"', 'grade = "C"', "veto.none_met.grade", "Grades: A, B"),
        ("rules.toml", "adverse = true", 'adverse = "yes"', "label.idle.adverse", "true or false"),
        (
            "rules.toml",
            "due_days = 15",
            "due_months = 1\ndue_days = 15",
            "requirement.quarterly.due_months",
            "Exactly one",
        ),
        ("rules.toml", "due_days = 15\n", "", "requirement.quarterly", "Exactly one of due_days and due_months"),
        ("rules.toml", 'from = "obligation"', 'from = "obligations"', "measure.met.from", 'Did you mean "obligation"?'),
        ("rules.toml", 'is = "count(*)"', 'is = ""', "measure.met.is", "empty"),
        ("examples/one.toml", "regularity =", "regularty =", "expect.points.regularty", 'Did you mean "regularity"?'),
        ("examples/one.toml", '"2025-Q1"', '"2025-Q7"', "obligation.1.period", "a quarter 2025-Q3"),
        ("examples/one.toml", '"quarterly"', '"quartely"', "obligation.1.requirement", 'Did you mean "quarterly"?'),
        ("examples/one.toml", "until = 2026-01-01", "until = 2024-01-01", "cycle.until", "ends before it begins"),
        ("examples/one.toml", "grounds = []", 'grounds = ["lazy"]', "expect.grounds.1", "no such label"),
        ("examples/one.toml", '"10.00"', '"ten"', "expect.total", "It must have the form"),
        ("examples/one.toml", 'district = "1"', 'district = "9"', "organization.district", "no such district"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands_with_a_way_out(folder, change, *, name, old, new, field, said):
    change(name, old, new)
    lines = FILES[name].split("\n")
    line = FILES[name].count("\n", 0, FILES[name].index(old)) + 1
    header = max((number for number in range(1, line + 1) if lines[number - 1].startswith("[")), default=1)

    problems = problems_of(folder)
    found = [problem for problem in problems if problem.field == field and said in str(problem)]

    assert found, [str(problem) for problem in problems]
    assert found[0].file == name
    assert found[0].line in {line, header}


def test_a_list_in_two_files_is_refused(folder):
    (folder / "second.toml").write_text('[[grade]]\nid = "Z"\n', encoding="utf-8")

    problem = the_problem_of(folder)

    assert (problem.file, problem.line, problem.field) == ("second.toml", 1, "grade")
    assert "already stands in rules.toml" in problem.message


def test_a_missing_table_is_named_without_a_line(folder):
    (folder / "rules.toml").write_text("", encoding="utf-8")

    assert sorted(
        problem.field for problem in problems_of(folder) if problem.file == "pack.toml" and problem.line is None
    ) == ["grade", "indicator"]


@pytest.mark.parametrize(
    ("name", "text", "line", "field", "said"),
    [
        ("districts.csv", "code,name\n1,East\n", 1, "", "It must read: code,title_en,title_zh"),
        ("districts.csv", "", 1, "", "It must read: code,title_en,title_zh"),
        ("districts.csv", "code,title_en,title_zh\n1,East,东\n1,West,西\n", 3, "code", "First in line 2"),
        ("districts.csv", "code,title_en,title_zh\n1,East\n", 2, "", "does not have 3 values"),
        ("districts.csv", 'code,title_en,title_zh\n1,"East,东\n', 2, "", "quote is missing"),
        ("districts.csv", "code,title_en,title_zh\n1,,东\n", 2, "title_en", "empty"),
        ("calendar.csv", "date,day,title\n2025-02-30,off,x\n", 2, "date", "not a date"),
        ("calendar.csv", "date,day,title\n2025-02-03,of,x\n", 2, "day", 'Did you mean "off"?'),
        ("calendar.csv", "date,day,title\n2025-02-03,off,x\n2025-02-03,worked,x\n", 3, "date", "twice"),
    ],
)
def test_a_table_is_checked_line_by_line(folder, change, *, name, text, line, field, said):
    (folder / name).write_text(text, encoding="utf-8")
    change("examples/one.toml", 'district = "1"\n', "")

    problem = the_problem_of(folder)

    assert (problem.file, problem.line, problem.field) == (name, line, field)
    assert said in str(problem)


def test_a_table_written_by_a_spreadsheet_is_read(folder):
    path = folder / "districts.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))

    assert [district.code for district in load_pack(folder).districts] == ["1", "2"]


CONCEPTS = "code,parent,title_en,title_zh,note\nA,,Arts,艺术,\nA1,A,Music,音乐,\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (CONCEPTS + "A2,B,Dance,舞蹈,\n", "fields.csv:4, parent: No concept has this code. Found: B."),
        (CONCEPTS.replace("A,,Arts", "A,A1,Arts"), "fields.csv:2, parent: The concept is above itself."),
    ],
)
def test_a_classification_is_a_tree(folder, text, said):
    classification = '\n[classification]\nid = "fields"\ntitle = { en = "Fields", zh-hans = "领域" }\n'
    source = 'file = "fields.csv"\nstatus = "assumed"\nreason = "It is a test."\n'
    pack = folder / "pack.toml"
    pack.write_text(pack.read_text(encoding="utf-8") + classification + source, encoding="utf-8")
    (folder / "fields.csv").write_text(CONCEPTS, encoding="utf-8")
    assert [concept.parent for concept in load_pack(folder).classification.concepts] == [None, "A"]

    (folder / "fields.csv").write_text(text, encoding="utf-8")

    assert str(problems_of(folder)[0]).startswith(said)


IN_BOTH = 'reason = { en = "It is a test.", zh-hans = "这是测试。" }'


def test_a_reason_is_said_once_or_in_every_language(folder, change):
    change("pack.toml", 'reason = "It is a test."\n\n[tiers.apex]', f"{IN_BOTH}\n\n[tiers.apex]")
    pack = load_pack(folder)
    head = next(part for part in pack.parts if part.code == "pack")
    assert source_in(head.reason, "zh-hans") == "这是测试。"
    assert source_in(pack.tiers["apex"].reason, "zh-hans") == "It is a test."
    with override("zh-hans"):
        assert str(head.reason) == "这是测试。"


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ('reason = { en = "It is a test." }', 'The key "zh-hans" is missing.'),
        ('reason = { en = "a", zh-hans = "b", fr = "c" }', 'The pack does not speak "fr".'),
        ("reason = {}", "This is empty."),
        ('reason = ""', "This is empty."),
        ("reason = 3", "3"),
    ],
)
def test_a_reason_that_leaves_readers_out_is_refused(folder, change, new, said):
    change("pack.toml", 'reason = "It is a test."\n\n[tiers.apex]', f"{new}\n\n[tiers.apex]")
    with pytest.raises(Problems) as refused:
        load_pack(folder)
    assert said in str(refused.value)
