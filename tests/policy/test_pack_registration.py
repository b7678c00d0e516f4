"""What a pack says about how organizations come onto the register."""

import json

import pytest

from tests.policy.small_pack import DUE_TIMES, QUESTIONS, REGISTRATION, STATED, entry
from umbel.errors import NotFound, Problems
from umbel.policy import find_pack, load_pack
from umbel.policy.changes import pack_changes
from umbel.policy.pack import Status
from umbel.policy.registration import QUESTIONS as ALL_QUESTIONS
from umbel.policy.registration import REGISTRATION_TIMES
from umbel.policy.schema import FOLDER

ACTIVITY_TIMES = ("verification", "resubmission", "look-request", "look", "bulletin-relay")
BEIJING = find_pack("beijing-2016")


@pytest.fixture
def register(folder):
    """Write the part on registration, with a piece of it replaced; gives back the folder."""

    def write(old="", new=""):
        assert not old or REGISTRATION.count(old) == 1, f"{old!r} stands {REGISTRATION.count(old)} times"
        text = REGISTRATION.replace(old, new) if old else REGISTRATION
        (folder / "registration.toml").write_text(text, encoding="utf-8")
        return folder

    return write


def problems_of(folder):
    with pytest.raises(Problems) as raised:
        load_pack(folder)
    return raised.value.problems


def line_of(piece):
    return REGISTRATION.count("\n", 0, REGISTRATION.index(piece)) + 1


def test_registration_is_read_whole(register):
    pack = load_pack(register())

    registration = pack.registration
    assert (registration.code, registration.identifier_scheme, registration.target_days) == (
        "registration",
        "local-small",
        35,
    )
    assert [item.code for item in pack.organization_classes] == ["club", "fund"]
    assert [item.code for item in pack.questions] == list(QUESTIONS)
    assert pack.questions[0].why.in_language("zh-hans") == "因为。"
    assert [(item.code, item.required) for item in pack.offices] == [("chair", True), ("deputy", False)]
    assert [(item.required, item.classes) for item in pack.document_kinds] == [(True, ()), (False, ("fund",))]
    assert [item.code for item in pack.refusal_grounds] == ["false-statements"]
    assert [(item.commitment, item.due_days, item.due_months) for item in pack.undertakings] == [
        ("pledge", 30, None),
        ("pledge", None, 3),
    ]


def test_a_commitment_has_a_version_offices_and_a_time_after_which_it_is_renewed(register):
    commitment = load_pack(register()).commitment("pledge")

    assert (commitment.version, commitment.offices, commitment.renew_months) == (2, ("chair", "deputy"), 24)


def test_what_a_commitment_leaves_out_has_its_usual_value(folder):
    lines = ('wording = { en = "We pledge.", zh-hans = "承诺。" }', 'made_by = { en = "us", zh-hans = "我们" }')
    (folder / "more.toml").write_text(entry("commitment", "pledge", *lines), encoding="utf-8")

    commitment = load_pack(folder).commitment("pledge")

    assert (commitment.version, commitment.offices, commitment.renew_months) == (1, (), None)


def test_everything_about_registration_says_where_it_comes_from(folder, register):
    before = len(load_pack(folder).provisions)
    pack = load_pack(register())

    assert len(pack.provisions) - before == REGISTRATION.count("status = ")
    assert all(provision.reason for provision in pack.provisions if provision.status is Status.ASSUMED)


def test_a_pack_without_registration_needs_none_of_it(folder):
    pack = load_pack(folder)

    assert pack.registration is None
    assert pack.questions == pack.refusal_grounds == pack.due_times == ()


def test_due_times_and_commitments_are_found_by_name(register):
    pack = load_pack(register())

    assert pack.due_time("review-request").working_days == 10
    with pytest.raises(NotFound, match=r'pack small 1\.2\.0 has no due time "revue", only: completeness, '):
        pack.due_time("revue")
    with pytest.raises(NotFound, match=r'has no commitment "oath", only: pledge\.'):
        pack.commitment("oath")


@pytest.mark.parametrize("code", QUESTIONS)
def test_a_question_left_out_is_named(register, code):
    lines = 'why = { en = "Because.", zh-hans = "因为。" }'

    (problem,) = problems_of(register(entry("question", code, lines)))

    assert str(problem) == (
        f'registration.toml:1:1, registration: The question "{code}" is missing. Add a [[question]] with id = "{code}".'
    )


@pytest.mark.parametrize("code", DUE_TIMES)
def test_a_due_time_left_out_is_named(register, code):
    (problem,) = problems_of(register(entry("due_time", code, f"working_days = {DUE_TIMES[code]}")))

    assert (problem.file, problem.line, problem.message) == (
        "registration.toml",
        1,
        f'The due time "{code}" is missing.',
    )


def test_a_due_time_under_a_name_misspelt_is_asked_after(register):
    (problem,) = problems_of(register('id = "opinion"', 'id = "opinon"'))

    assert problem.way_out == 'Add a [[due_time]] with id = "opinion". Did you mean it by "opinon"?'


@pytest.mark.parametrize(
    ("kind", "code", "lines"), [("refusal_ground", "false-statements", ()), ("organization_class", "club", ())]
)
def test_there_is_at_least_one_class_and_one_ground(folder, register, kind, code, lines):
    register()
    text = REGISTRATION.replace(entry(kind, code, *lines), "").replace(entry(kind, "fund"), "")
    (folder / "registration.toml").write_text(text.replace('classes = ["fund"]\n', ""), encoding="utf-8")

    (problem,) = problems_of(folder)

    assert (problem.field, problem.line) == ("registration", 1)
    assert f"There is no [[{kind}]]" in problem.message


@pytest.mark.parametrize(
    ("old", "new", "field", "said"),
    [
        ('offices = ["chair", "deputy"]', 'offices = ["chair", "deputty"]', "offices.2", 'Did you mean "deputy"?'),
        ('offices = ["chair", "deputy"]', 'offices = ["chair", "chair"]', "offices", "Each may stand there once"),
        ('offices = ["chair", "deputy"]', "offices = []", "offices", "Offices: chair, deputy."),
        ('offices = ["chair", "deputy"]', 'offices = "chair"', "offices", "It must be a list"),
        ("version = 2", "version = 0", "version", "at least 1"),
        ("renew_months = 24", "renew_months = 0", "renew_months", "at least 1"),
        ('classes = ["fund"]', 'classes = ["fond"]', "classes.1", "no such class of organization"),
        ('commitment = "pledge"\ndue_days', 'commitment = "pledges"\ndue_days', "commitment", 'Did you mean "pledge"?'),
        ("due_days = 30", "due_days = 30\ndue_months = 1", "due_months", "Exactly one of due_days and due_months"),
        ("due_days = 30\n", "", "plan", "Exactly one of due_days and due_months"),
        ("target_days = 35", "target_days = 0", "target_days", "at least 1"),
        ('"local-small"', '"Local small"', "identifier_scheme", "Small letters"),
        ("required = false\nclasses", 'required = "no"\nclasses', "required", "true or false"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(register, old, new, field, said):
    problems = problems_of(register(old, new))

    found = [problem for problem in problems if problem.field.endswith(field) and said in str(problem)]
    assert found, [str(problem) for problem in problems]
    assert found[0].file == "registration.toml"
    first = REGISTRATION.rindex("[[", 0, REGISTRATION.index(old)) if "[[" in REGISTRATION.partition(old)[0] else 0
    header = REGISTRATION.count("\n", 0, first) + 1
    assert header <= found[0].line <= line_of(old) + 1


@pytest.mark.parametrize(("code", "least"), [("more-information", 5), ("review-request", 10)])
def test_no_pack_goes_below_the_time_to_reply(register, code, least):
    (problem,) = problems_of(
        register(
            entry("due_time", code, f"working_days = {least}"), entry("due_time", code, f"working_days = {least - 1}")
        )
    )

    assert problem.field == f"due_time.{code}.working_days"
    assert (problem.found, problem.way_out) == (str(least - 1), f"It must be at least {least}.")
    assert "an adverse outcome needs time to reply" in problem.message


def test_the_time_to_reply_holds_without_registration_too(folder):
    (folder / "more.toml").write_text(entry("due_time", "review-request", "working_days = 9"), encoding="utf-8")

    (problem,) = problems_of(folder)

    assert (problem.file, problem.field) == ("more.toml", "due_time.review-request.working_days")


def test_a_question_of_another_kind_is_refused(register):
    problems = problems_of(register('id = "purposes"', 'id = "purpose"'))

    assert [(problem.field, problem.way_out.partition(" with")[0]) for problem in problems] == [
        ("registration", "Add a [[question]]"),
        ("question.purpose.id", 'Did you mean "purposes"?'),
    ]


@pytest.mark.parametrize(
    "kind", ["organization_class", "question", "office", "document_kind", "refusal_ground", "undertaking"]
)
def test_an_id_stands_once_in_its_list(folder, register, kind):
    register()
    block = next(piece for piece in REGISTRATION.split("\n\n") if piece.startswith(f"[[{kind}]]\n"))
    (folder / "registration.toml").write_text(f"{REGISTRATION}{block}\n", encoding="utf-8")

    assert "This id is given twice." in [problem.message for problem in problems_of(folder)]


def test_the_schema_knows_the_questions_that_the_program_knows():
    schema = json.loads((FOLDER / "pack.json").read_text(encoding="utf-8"))

    assert schema["properties"]["question"]["items"]["properties"]["id"]["enum"] == list(ALL_QUESTIONS)


def test_what_changed_in_registration_is_said(folder, register):
    before = load_pack(folder)
    after = load_pack(register())
    later = load_pack(register("target_days = 35", "target_days = 30"))

    assert pack_changes(after, later) == ["part registration: target days: 35 is now 30"]
    lines = pack_changes(before, after)
    assert "part registration is new" in lines
    assert "ground for refusal false-statements is new" in lines
    assert "undertaking plan is new" in lines


def test_a_list_of_codes_that_changed_is_said_by_the_codes(register):
    before = load_pack(register())
    after = load_pack(register('offices = ["chair", "deputy"]', 'offices = ["chair"]'))

    assert pack_changes(before, after) == ["commitment pledge: offices: chair, deputy is now chair"]


def test_beijing_takes_applications_and_the_annual_return_does_not():
    assert find_pack("annual-return").registration is None
    assert BEIJING.registration.identifier_scheme == "cn-uscc"
    assert [item.code for item in BEIJING.organization_classes] == [
        "social-association",
        "social-service",
        "foundation",
    ]
    assert [(item.code, item.required) for item in BEIJING.offices] == [
        ("legal-representative", True),
        ("secretary-general", False),
        ("treasurer", True),
    ]


def test_the_decision_in_beijing_comes_within_the_days_that_applicants_are_told():
    steps = [BEIJING.due_time(code).working_days for code in ("completeness", "examination", "decision")]

    assert sum(steps) == BEIJING.registration.target_days
    assert BEIJING.due_time("opinion").working_days <= BEIJING.due_time("examination").working_days
    assert {item.code for item in BEIJING.due_times} == {*ACTIVITY_TIMES, *REGISTRATION_TIMES}


def test_the_pledge_of_beijing_is_made_by_the_legal_representative_and_has_three_undertakings():
    assert BEIJING.commitment("registration-commitment").offices == ("legal-representative",)
    assert [(item.code, item.due_months) for item in BEIJING.undertakings] == [
        ("first-plan", 2),
        ("own-committee", 3),
        ("first-activity", 6),
    ]


def test_a_table_is_no_registration_when_it_is_a_list(folder):
    (folder / "registration.toml").write_text(f"[[registration]]\n{STATED}", encoding="utf-8")

    (problem,) = problems_of(folder)

    assert problem.way_out == "It must be a table."
