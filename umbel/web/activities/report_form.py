"""The form of a report."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from umbel.activities.acts import File, Report
from umbel.activities.acts.reporting import LONGEST_TEXT, MOST_FILES
from umbel.activities.models import Activity, Obligation
from umbel.activities.queries import obligations
from umbel.activities.states import Fate
from umbel.commitments.models import Undertaking
from umbel.policy.pack import RequirementKind
from umbel.web.desk.rows import spoken
from umbel.web.fields import Choice, Day, Files, Line, Radios, Text
from umbel.web.forms import ActForm
from umbel.web.number_fields import Count
from umbel.web.shortcuts import language
from umbel.web.viewing import UmbelRequest
from umbel.words import Words

MOST_DIGITS_OF_KEY = 18


class ReportForm(ActForm):
    """What is asked of one activity: a head count, never names."""

    asked_as: ClassVar = {"obligation": "answers", "undertaking": "answers"}

    kind = Radios(_("What kind of activity was it?"), small=True)
    held_on = Day(_("When was it held?"))
    head_count = Count(
        _("How many people were there?"),
        _("A number only. Nobody is named."),
        wrong=_("The number of people present is a whole number, 0 or more."),
    )
    place = Line(_("Where? (optional)"))
    summary = Text(
        _("What was done?"), _("A sentence or two. No names of those who took part."), rows=3, longest=LONGEST_TEXT
    )
    outcome = Text(_("What came of it? (optional)"), rows=2, longest=LONGEST_TEXT)
    answers = Choice(
        _("Which obligation or undertaking does it answer?"),
        first=_("None: it was more than what is due"),
        unknown=_("There is no such obligation or undertaking of this organization that is open."),
        wide=True,
    )
    files = Files(  # type: ignore[assignment]  # a field; the form keeps what was sent under that name
        _("Evidence: photographs, minutes, a plan"),
        _("Up to 10 files. Where a photograph was taken and by what is removed. Lists of persons are not taken."),
        most=MOST_FILES,
    )
    reasons = Text(_("What did you change, and why?"), _("Both versions stay on the file."), rows=3)


def report_in(said: dict[str, Any], organization_id: int, reference: str) -> dict[str, Any]:
    """What was said in the form as an act takes it: `what` and `files`."""
    kind, _dash, key = said["answers"].partition("-")
    number = int(key) if key.isdecimal() and len(key) <= MOST_DIGITS_OF_KEY else 0
    obligation = Obligation.objects.filter(organization_id=organization_id, pk=number).first()
    undertaking = Undertaking.objects.filter(commitment__organization_id=organization_id, pk=number).first()
    what = Report(
        kind=said["kind"],
        held_on=said["held_on"],
        head_count=said["head_count"],
        summary=said["summary"],
        place=said["place"],
        outcome=said["outcome"],
        obligation=obligation if kind == "obligation" else None,
        undertaking=undertaking if kind == "undertaking" else None,
        reference=reference,
    )
    return {"what": what, "files": [_file(file) for file in said["files"]]}


def _file(sent: Any) -> File:
    kind = "photo" if (sent.content_type or "").startswith("image/") else "document"
    return File(kind, sent.name or "file", sent.read())


def typed_of(activity: Activity) -> dict[str, Any]:
    """A report as its form shows it again."""
    answers = f"obligation-{activity.obligation_id}" if activity.obligation_id else ""
    if activity.undertaking_id:
        answers = f"undertaking-{activity.undertaking_id}"
    return {
        "kind": activity.kind,
        "held_on": activity.held_on,
        "head_count": activity.head_count,
        "summary": str(activity.summary),
        "place": activity.place,
        "outcome": activity.outcome,
        "answers": answers,
    }


def may_answer(organization_id: int, on: date, keep: int | None = None) -> list[Obligation]:
    """The obligations that an activity can still answer, the nearest first; with the one it answers already."""
    rows = obligations(on).filter(organization_id=organization_id, kind=RequirementKind.ACTIVITY, from_on__lte=on)
    return [row for row in rows.order_by("due_on", "pk") if row.fate in {Fate.OPEN, Fate.MISSED} or row.pk == keep]


def number_of_form(request: UmbelRequest) -> str:
    """The number of the form itself: the same form sent twice is one report."""
    token = request.POST.get("token", "")
    return f"form-{token}" if token.isalnum() and len(token) <= 40 else ""


def said_due(titles: dict[str, Words], requirement: str, period: str, due: date) -> str:
    """An obligation in a list to choose from: what is asked, for when, and until when."""
    title = titles[requirement].in_language(language()) if requirement in titles else requirement
    return f"{title}, {period} ({gettext('due %(day)s') % {'day': spoken(due)}})"


def answer_options(
    owed: Iterable[Any], undertaken: Iterable[Undertaking], titles: dict[str, Words]
) -> list[tuple[str, str]]:
    """What a report can answer: obligations, and what the organization itself undertook."""
    asked = [(f"obligation-{row.pk}", said_due(titles, row.requirement, row.period, row.due_by)) for row in owed]
    return asked + [(f"undertaking-{row.pk}", str(row.title)) for row in undertaken]
