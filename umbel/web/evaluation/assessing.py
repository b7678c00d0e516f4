"""One organization in one cycle: three scores side by side, what was objected to, and what stands."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from umbel.errors import NotFound, NotNow
from umbel.evaluation import acts
from umbel.evaluation import queries as evaluation
from umbel.evaluation.acts.judging import read_points
from umbel.evaluation.letters import grade_letter
from umbel.evaluation.models import (
    Cycle,
    FactCorrection,
    Grade,
    Judgement,
    Objection,
    ProposedGrade,
    SelfScore,
)
from umbel.evaluation.permissions import may_assess, may_decide_objection, may_judge, may_run
from umbel.evaluation.queries.explaining import typed as figures_of
from umbel.evaluation.queries.reviewing import judges, proof_of
from umbel.evaluation.queries.standing import second_reading, standing
from umbel.evaluation.states import IN_PUBLIC, CycleState
from umbel.structure.models import Organization
from umbel.structure.permissions import check_may_read_file
from umbel.web.bands import band
from umbel.web.evaluation.road import titles
from umbel.web.fields import Choice, Key, Line, Text
from umbel.web.forms import ActForm
from umbel.web.shortcuts import language, say, show, signed_in, titled, today_of, viewer_of
from umbel.web.viewing import UmbelRequest


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def assessment(request: UmbelRequest, number: int, cycle: str) -> HttpResponse:
    """The records, the organization and its committee, indicator by indicator, for those who may read the file."""
    viewer = viewer_of(request)
    organization = Organization.objects.filter(pk=number).first()
    found = evaluation.cycles().select_related("snapshot").filter(code=cycle).first()
    if organization is None or found is None:
        raise NotFound(_("No grade was proposed for this organization in that cycle."))
    if not judges(found, number, viewer.body_id):
        check_may_read_file(viewer, organization, today_of(request))
    proposed = ProposedGrade.objects.filter(cycle=found, organization=organization).first()
    if proposed is None:
        raise NotFound(_("No grade was proposed for this organization in that cycle."))
    if request.method != "POST":
        return _page(request, found, proposed)
    act = request.POST.get("act", "")
    if act not in {*ABOUT_INDICATOR, *DECISIONS}:
        raise NotFound(_("Nothing by that name can be done here."))
    form = _decision(request, found, organization) if act in DECISIONS else _form(request, found)
    field = "words" if act == "object" else "points"
    if act == "try" or not form.runs(lambda said: _do(request, found, organization, act, said), field=field):
        return _page(request, found, proposed, form)
    say(request, form.made)
    return redirect("assessment", number, cycle)


ABOUT_INDICATOR = ("assess", "try", "judge", "read-again", "object")
DECISIONS = ("uphold", "dismiss")


class IndicatorForm(ActForm):
    """What is said of one indicator; acts call the words by what they are."""

    asked_as: ClassVar = {"reasons": "words", "grounds": "words"}


def _form(request: UmbelRequest | None, cycle: Cycle) -> ActForm:
    """What may be said about one indicator: by the organization of itself, by its committee, or against a finding."""
    judges_it = cycle.state == CycleState.REVIEW
    label = _("Reasons") if judges_it else _("What is wrong?")
    if cycle.state == CycleState.SELF_ASSESSMENT:
        label = _("Your remark on the facts behind it")
    indicators = [rule for rule in evaluation.pinned_pack(cycle).indicators if rule.judged or not judges_it]
    fields: dict[str, forms.Field] = {
        "indicator": Choice(
            _("Indicator"), options=[(rule.code, rule.title.in_language(language())) for rule in indicators]
        ),
        "points": Line(_("Points"), width=5, inputmode="decimal"),
        "words": Text(label, rows=4),
    }
    if cycle.state == CycleState.OBJECTIONS:
        del fields["points"]
    return IndicatorForm(request, acts=ABOUT_INDICATOR, fields=fields)


def _decision(request: UmbelRequest | None, cycle: Cycle, organization: Organization, key: Any = "") -> ActForm:
    """What is asked of whoever decides on an objection."""
    rows = Objection.objects.filter(cycle=cycle, organization=organization)
    fields: dict[str, forms.Field] = {
        "objection": Key(rows, missing=_("There is no such objection.")),
        "points": Line(_("Points, if it is upheld"), width=5, inputmode="decimal"),
        "words": Text(_("Reasons"), rows=3),
    }
    return ActForm(
        request, acts=DECISIONS, fields=fields, row=key or (request.POST.get("objection", "") if request else "")
    )


@require_safe
def proof(_request: UmbelRequest, number: int, cycle: str) -> HttpResponse:
    """The proof that a published grade is part of the publication, for anyone to check."""
    return JsonResponse(proof_of(published_in(number, cycle)), json_dumps_params={"ensure_ascii": False, "indent": 1})


@signed_in
@require_safe
def letter(request: UmbelRequest, number: int, cycle: str) -> HttpResponse:
    """The letter of a published grade, for those who may read the file."""
    check_may_read_file(viewer_of(request), Organization(pk=number), today_of(request))
    grade = published_in(number, cycle)
    response = HttpResponse(grade_letter(grade), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{cycle}-{number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def published_in(number: int, cycle: str) -> Grade:
    """The grade that was published of an organization in a cycle. Raises NotFound."""
    found = Grade.objects.filter(organization=number, cycle__code=cycle, cycle__state__in=IN_PUBLIC)
    grade = found.select_related("cycle__snapshot", "organization").first()
    if grade is None:
        raise NotFound(_("No grade of this organization was published in that cycle."))
    return grade


def _do(request: UmbelRequest, cycle: Cycle, organization: Organization, act: str, said: dict[str, Any]) -> str:
    common: dict[str, Any] = {"cycle": cycle, "organization": organization, "on": today_of(request)}
    common |= {"by": viewer_of(request)}
    indicator, points, words = said.get("indicator", ""), said.get("points", ""), said["words"]
    if act == "assess":
        acts.assess(indicator=indicator, points=points, remark=words, **common)
        return _("Your own view is kept, beside what the records say.")
    if act == "judge":
        acts.judge(indicator=indicator, points=points, reasons=words, **common)
        return _("The finding is kept, with its reasons.")
    if act == "read-again":
        acts.read_again(**common)
        return _("It is recorded that your committee read this file and finds what the records say.")
    if act == "object":
        acts.object_to(indicator=indicator, grounds=words, **common)
        return _("Someone who did not make the finding decides on your objection.")
    decided = {"points": points, "reasons": words, "on": common["on"], "by": common["by"]}
    acts.decide_objection(objection=said["objection"], upheld=act == "uphold", **decided)
    return _("The objection is decided, and the grade computed again.")


def _page(request: UmbelRequest, cycle: Cycle, proposed: ProposedGrade, sent: ActForm | None = None) -> HttpResponse:
    viewer, on = viewer_of(request), today_of(request)
    organization, pack = proposed.organization, evaluation.pinned_pack(cycle)
    second = cycle.state == CycleState.REVIEW and judges(cycle, organization.pk, viewer.body_id) == "second"
    reader = viewer.body_id if second else None
    stands = second_reading(cycle, organization.pk, reader) if second else standing(cycle, organization.pk)
    trial: dict[str, Any] | None = None
    if (
        sent
        and sent.done_by == "try"
        and sent.runs(lambda said: _tried(cycle, organization.pk, reader, said), field="points")
    ):
        trial = sent.made
    grades = [grade.code for grade in pack.grades]
    judging = cycle.state == CycleState.REVIEW and may_judge(viewer, cycle, organization, on)
    context = {
        "file": titled(organization.pk, on),
        "cycle": cycle,
        "state": titles()[cycle.state],
        "rows": _rows(cycle, proposed, stands, reader),
        "proposed": proposed,
        "stands": stands,
        "rank": band(grades.index(str(stands["grade"])) + 1, len(grades)),
        "trial": trial,
        "corrections": list(FactCorrection.objects.filter(cycle=cycle, organization=organization).order_by("pk")),
        "published": Grade.objects.filter(cycle=cycle, organization=organization).first()
        if cycle.state in IN_PUBLIC
        else None,
        "may_assess": cycle.state == CycleState.SELF_ASSESSMENT and may_assess(viewer, organization),
        "may_judge": judging,
        "may_object": cycle.state == CycleState.OBJECTIONS and may_assess(viewer, organization),
        "objections": _objections(cycle, organization, viewer, on, sent),
        "form": sent if sent and sent.done_by in ABOUT_INDICATOR else _form(None, cycle),
        "reads_again": second,
        "may_correct": cycle.state not in IN_PUBLIC and may_run(viewer),
    }
    return show(request, "evaluation/assessment.html", context, sent.problems if sent else None)


def _tried(cycle: Cycle, organization: int, reader: int | None, said: dict[str, Any]) -> dict[str, Any]:
    """What the grade would be with the points that are typed: shown before a finding is made."""
    code = said["indicator"]
    rule = next((item for item in evaluation.pinned_pack(cycle).indicators if item.code == code), None)
    if rule is None or not rule.judged:
        raise NotNow(_("The rules leave this indicator to the records: nobody judges it."))
    points = {code: read_points(rule, said.get("points", ""))}
    return second_reading(cycle, organization, reader, points) if reader else standing(cycle, organization, points)


def _rows(cycle: Cycle, proposed: ProposedGrade, stands: dict[str, Any], reader: int | None) -> list[dict[str, Any]]:
    """`reader`: the committee that reads the file again, and sees its own findings only."""
    about = {"cycle": cycle, "organization": proposed.organization_id}
    own = {row.indicator: row for row in SelfScore.objects.filter(**about)}
    judged = {
        row.indicator: row
        for row in Judgement.objects.filter(
            superseded_on=None, is_second=bool(reader), **about, **({"body": reader} if reader else {})
        ).select_related("found_by", "body")
    }
    computed = figures_of(proposed.figures)
    return [
        {
            "rule": rule,
            "computed": computed.get(f"p_{rule.code}", Decimal(0)),
            "own": own.get(rule.code),
            "judged": judged.get(rule.code),
            "stands": stands.get(f"p_{rule.code}", Decimal(0)),
        }
        for rule in evaluation.pinned_pack(cycle).indicators
    ]


def _objections(
    cycle: Cycle, organization: Organization, viewer: Any, on: Any, sent: ActForm | None
) -> list[tuple[Objection, Any, ActForm | None]]:
    """Each objection with what it is about, and the form for whoever may decide on it."""
    names = {item.code: item.title for item in evaluation.pinned_pack(cycle).indicators}
    rows = Objection.objects.filter(cycle=cycle, organization=organization).select_related("decided_by").order_by("pk")
    asked = sent.row if sent and sent.done_by in DECISIONS else ""
    found: list[tuple[Objection, Any, ActForm | None]] = []
    for row in rows:
        form = None
        if not row.outcome and may_decide_objection(viewer, row, on):
            form = sent if asked == str(row.pk) else _decision(None, cycle, organization, row.pk)
        found.append((row, names.get(row.indicator, row.indicator), form))
    return found
