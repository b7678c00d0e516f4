"""Reading the form of a report."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from umbel.activities.acts import File, Report
from umbel.activities.acts.reporting import MOST_FILES
from umbel.activities.models import Activity, Obligation
from umbel.activities.queries import obligations
from umbel.activities.states import Fate
from umbel.commitments.models import Undertaking
from umbel.commitments.queries import open_undertakings
from umbel.web.asking import LARGEST_FILE, Written, language, typed
from umbel.web.desk.rows import spoken
from umbel.web.viewing import UmbelRequest
from umbel.words import Words

NAMES = ("kind", "held_on", "head_count", "summary", "place", "outcome", "answers", "reasons")
MOST_DIGITS = 7
MOST_DIGITS_OF_KEY = 18


def written_report(request: UmbelRequest, organization_id: int) -> Written:
    """The report in a form that was sent; `answers` hold `what` and `files`."""
    found = Written(typed={name: typed(request, name) for name in NAMES})
    held = _day(found, found.typed["held_on"])
    count = _count(found, found.typed["head_count"])
    obligation, undertaking = _answered(found, organization_id)
    files = _files(request, found)
    if not found.problems and held is not None and count is not None:
        what = Report(
            kind=found.typed["kind"],
            held_on=held,
            head_count=count,
            summary=found.typed["summary"],
            place=found.typed["place"],
            outcome=found.typed["outcome"],
            obligation=obligation,
            undertaking=undertaking,
            reference=_token(request),
        )
        found.answers = {"what": what, "files": files}
    return found


def typed_of(activity: Activity) -> dict[str, Any]:
    """A report as its form shows it again."""
    answers = f"obligation-{activity.obligation_id}" if activity.obligation_id else ""
    if activity.undertaking_id:
        answers = f"undertaking-{activity.undertaking_id}"
    return {
        "kind": activity.kind,
        "held_on": activity.held_on.isoformat(),
        "head_count": str(activity.head_count),
        "summary": str(activity.summary),
        "place": activity.place,
        "outcome": activity.outcome,
        "answers": answers,
    }


def may_answer(organization_id: int, on: date, keep: int | None = None) -> list[Obligation]:
    """The obligations that an activity can still answer, the nearest first; with the one it answers already."""
    rows = obligations(on).filter(organization_id=organization_id, kind="activity", from_on__lte=on)
    return [row for row in rows.order_by("due_on", "pk") if row.fate in {Fate.OPEN, Fate.MISSED} or row.pk == keep]


def _answered(found: Written, organization_id: int) -> tuple[Obligation | None, Undertaking | None]:
    kind, _dash, key = found.typed["answers"].partition("-")
    number = int(key) if key.isdecimal() and len(key) <= MOST_DIGITS_OF_KEY else 0
    if kind == "obligation":
        row = Obligation.objects.filter(organization_id=organization_id, pk=number).first()
        if row is None:
            found.refuse("answers", _("There is no such obligation of this organization."))
        return row, None
    undertaking = open_undertakings(organization_id).filter(pk=number).first() if kind == "undertaking" else None
    if kind and undertaking is None:
        found.refuse("answers", _("There is no such undertaking of this organization."))
    return None, undertaking


def _day(found: Written, value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        found.refuse("held_on", _("Write the day as year-month-day, such as 2026-03-31."))
        return None


def _count(found: Written, value: str) -> int | None:
    plain = value.replace(",", "").replace(" ", "")
    if plain.isdecimal() and len(plain) <= MOST_DIGITS:
        return int(plain)
    found.refuse("head_count", _("The number of people present is a whole number, 0 or more."))
    return None


def _files(request: UmbelRequest, found: Written) -> list[File]:
    sent = request.FILES.getlist("files")
    if len(sent) > MOST_FILES:
        found.refuse("files", _("At most %(most)d files support one report.") % {"most": MOST_FILES})
        return []
    files = []
    for file in sent:
        if (file.size or 0) > LARGEST_FILE:
            found.refuse("files", _("%(name)s is larger than 20 MB.") % {"name": file.name})
            continue
        kind = "photo" if (file.content_type or "").startswith("image/") else "document"
        files.append(File(kind, file.name or "file", file.read()))
    return files


def _token(request: UmbelRequest) -> str:
    """The number of the form itself: the same form sent twice is one report."""
    token = request.POST.get("token", "")
    return f"form-{token}" if token.isalnum() and len(token) <= 40 else ""


def said_due(titles: dict[str, Words], requirement: str, period: str, due: date) -> str:
    """An obligation in a list to choose from: what is asked, for when, and until when."""
    title = titles[requirement].in_language(language()) if requirement in titles else requirement
    return f"{title}, {period} ({_('due %(day)s') % {'day': spoken(due)}})"


def answer_options(
    owed: Iterable[Any], undertaken: Iterable[Undertaking], titles: dict[str, Words]
) -> list[tuple[str, str]]:
    """What a report can answer: obligations, and what the organization itself undertook."""
    asked = [(f"obligation-{row.pk}", said_due(titles, row.requirement, row.period, row.due_by)) for row in owed]
    return asked + [(f"undertaking-{row.pk}", str(row.title)) for row in undertaken]
