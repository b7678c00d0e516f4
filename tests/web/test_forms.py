"""The fields of forms: read what people send, name what cannot be read, and lose nothing of it."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from tests.registration.conftest import world  # noqa: F401
from umbel.errors import NotAllowed, NotFound, NotNow, Problem, Problems
from umbel.structure.models import District
from umbel.web.fields import Choice, Day, Email, Files, InEachLanguage, Key, Line, Name, Password, Radios, Text, Yes
from umbel.web.forms import ActForm, forms_of, verdict
from umbel.web.number_fields import Amount, Count

FIELDS = {
    "line": Line("Line"),
    "name": Name("Name"),
    "text": Text("Text"),
    "day": Day("Day"),
    "choice": Choice("Choice", options=[("a", "A")]),
    "radios": Radios("Radios", options=[("a", "A", "hint")]),
    "yes": Yes("Yes"),
    "count": Count("Count"),
    "amount": Amount("Amount"),
    "email": Email("Email"),
    "password": Password("Password"),
}
READ = [
    ("line", " a\0b\r\n ", "ab"),
    ("text", "one\r\ntwo", "one\ntwo"),
    ("day", "2026-03-31", date(2026, 3, 31)),
    ("count", "1 200", 1200),
    ("count", "１２", 12),
    ("amount", "12,000.50", Decimal("12000.50")),
    ("choice", "a", "a"),
    ("yes", "yes", True),
    ("password", " secret ", " secret "),
    ("email", "a@example.org", "a@example.org"),
]
NOT_READ = [
    ("day", "31.3.2026"),
    ("day", ""),
    ("count", "many"),
    ("count", "-1"),
    ("count", "9" * 30),
    ("amount", "1.234"),
    ("amount", "NaN"),
    ("choice", "b"),
    ("radios", "<script>"),
    ("text", "x" * 6000),
    ("name", "<b>Choir</b>"),
    ("email", "nobody"),
]


def sent(fields, data=None, act="", files=None, **more):
    request = RequestFactory().post("/", {**(data or {}), **(files or {})})
    return ActForm(request, act=act, fields=fields, **more)


@pytest.mark.parametrize(("name", "typed", "said"), READ)
def test_what_people_write_is_read(name, typed, said):
    form = sent({name: FIELDS[name]}, {name: typed})
    assert form.problems == []
    assert form.said[name] == said


@pytest.mark.parametrize(("name", "typed"), NOT_READ)
def test_what_cannot_be_read_is_named_at_its_field_and_shown_again(name, typed):
    form = sent({name: FIELDS[name]}, {name: typed})
    shown = form[name].as_field_group()
    assert [problem.field for problem in form.problems] == [name]
    assert f'id="{name}-error"' in shown
    if typed and name not in {"choice", "radios"}:
        assert typed.replace("<", "&lt;").replace(">", "&gt;") in shown


@given(typed=st.dictionaries(st.sampled_from(sorted(FIELDS)), st.text(max_size=40)))
def test_nothing_that_is_sent_breaks_a_field(typed):
    form = sent(FIELDS, typed)
    for problem in form.problems:
        assert problem.field in FIELDS
    assert "".join(field.as_field_group() for field in form)


def test_a_text_is_asked_for_by_the_act_and_a_box_by_the_form():
    form = sent({"text": Text("Text"), "sure": Yes("Sure", missing="Tick it.")})
    assert [(problem.field, problem.message) for problem in form.problems] == [("sure", "Tick it.")]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"files": SimpleUploadedFile("large.pdf", b"x" * 20)}, "large.pdf"),
        ({"files": [SimpleUploadedFile(f"{n}.pdf", b"x") for n in range(3)]}, "At most 2 files"),
        ({}, "Choose one."),
    ],
)
def test_files_are_few_and_small(files, said):
    form = sent({"files": Files("Files", most=2, missing="Choose one.", largest=10)}, files=files)
    assert said in form.problems[0].message
    assert form.problems[0].field == "files"


@pytest.mark.django_db
def test_each_language_has_a_problem_of_its_own_and_the_others_are_kept(world):  # noqa: F811
    form = sent({"title": InEachLanguage("Title")}, {"title_en": "<b>Choir</b>", "title_zh": "合唱团"})
    assert [problem.field for problem in form.problems] == ["title_en"]
    assert form.fields["title"].kept == {"zh-hans": "合唱团"}
    assert "合唱团" in form["title"].as_field_group()
    assert dict(form.typed) == {"title_en": "<b>Choir</b>", "title_zh": "合唱团"}


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "0", "-1", "x", "9" * 18, "9" * 40, "²"])
def test_a_row_is_one_of_those_that_may_be_meant(typed):
    form = sent({"row": Key(District.objects.all(), missing="There is no such row.")}, {"row": typed})
    with pytest.raises(NotFound, match="no such row"):
        form.is_valid()


def refusing(error):
    def act(_said):
        raise error

    return act


def test_what_an_act_refuses_stands_at_the_field_it_names():
    form = sent({"reasons": Text("Reasons"), "day": Day("Day")}, {"reasons": "So.", "day": "2026-01-01"}, "", row=7)
    problems = [Problem("Too late.", field="day"), Problem("In the file.", field="", row=3), Problem("Odd.", field="x")]
    assert not form.runs(refusing(Problems("Not done.", problems)), field="reasons")
    assert {(problem.field, problem.message) for problem in form.problems} == {
        ("day-7", "Too late."),
        ("reasons-7", "In the file."),
        ("x", "Odd."),
    }
    assert "So." in form["reasons"].as_field_group()


def test_any_other_refusal_stands_at_the_field_of_the_form():
    form = sent({"reasons": Text("Reasons")}, {"reasons": "So.", "act": "drop"}, "drop")
    assert not form.runs(refusing(NotNow("Not now.")), field="reasons")
    assert form.problems == [Problem("Not now.", field="drop-reasons")]


@pytest.mark.parametrize("error", [NotAllowed("No."), NotFound("None.")])
def test_whoever_may_not_act_gets_no_form_back(error):
    with pytest.raises(type(error)):
        sent({"reasons": Text("Reasons")}, {"reasons": "So."}).runs(refusing(error))


def test_what_an_act_gives_back_is_kept():
    form = sent({"reasons": Text("Reasons")}, {"reasons": "So."})
    assert form.runs(lambda said: said["reasons"] * 2)
    assert form.made == "So.So."


def test_only_the_form_that_was_sent_is_filled():
    asked = {"not-accept": {"reasons": Text("Reasons")}, "withdraw": {"reasons": Text("Reasons")}}
    form = sent(asked["withdraw"], {"reasons": "Mine.", "act": "withdraw"}, "withdraw")
    shown = forms_of(asked, form)
    assert "Mine." in shown["withdraw"]["reasons"].as_field_group()
    assert "Mine." not in shown["not_accept"]["reasons"].as_field_group()
    assert not sent(asked["withdraw"], {"reasons": "Mine.", "act": "other"}, "withdraw").is_bound


@pytest.mark.parametrize("act", ["uphold", "reverse"])
def test_a_verdict_is_one_form_with_two_buttons(act):
    form = verdict(RequestFactory().post("/", {"act": act, "reasons": "So."}))
    assert (form.act, form.done_by) == ("uphold", act)
    assert form.runs(lambda said: said["reasons"])


def test_a_password_is_never_shown_again():
    assert "secret" not in sent({"password": Password("Password")}, {"password": "secret"})["password"].as_field_group()
