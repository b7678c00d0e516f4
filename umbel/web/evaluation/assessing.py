"""One organization in one cycle: three scores side by side, what was objected to, and what stands."""

from decimal import Decimal
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from umbel.errors import NotFound, NotNow, UmbelError
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
from umbel.web.asking import problems_in, say, show, signed_in, titled, today_of, typed, viewer_of
from umbel.web.bands import band
from umbel.web.evaluation.road import titles
from umbel.web.viewing import UmbelRequest

LONGEST_KEY = 19


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
    try:
        sentence = _do(request, found, organization, act)
    except UmbelError as refused:
        return _page(
            request, found, proposed, problems_in(refused, field="words" if act == "object" else "points"), tried=act
        )
    if sentence is None:
        return _page(request, found, proposed, tried="try")
    say(request, sentence)
    return redirect("assessment", number, cycle)


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


def _do(request: UmbelRequest, cycle: Cycle, organization: Organization, act: str) -> str | None:
    common: dict[str, Any] = {"cycle": cycle, "organization": organization, "on": today_of(request)}
    common |= {"by": viewer_of(request)}
    indicator, points, words = (typed(request, name) for name in ("indicator", "points", "words"))
    if act == "assess":
        acts.assess(indicator=indicator, points=points, remark=words, **common)
        return _("Your own view is kept, beside what the records say.")
    if act == "try":
        return None
    if act == "judge":
        acts.judge(indicator=indicator, points=points, reasons=words, **common)
        return _("The finding is kept, with its reasons.")
    if act == "read-again":
        acts.read_again(**common)
        return _("It is recorded that your committee read this file and finds what the records say.")
    if act == "object":
        acts.object_to(indicator=indicator, grounds=words, **common)
        return _("Someone who did not make the finding decides on your objection.")
    if act in {"uphold", "dismiss"}:
        key = request.POST.get("objection", "")
        known = Objection.objects.filter(cycle=cycle, organization=organization)
        found = known.filter(pk=int(key)).first() if key.isdecimal() and len(key) < LONGEST_KEY else None
        if found is None:
            raise NotFound(_("There is no such objection."))
        said = {"points": points, "reasons": words, "on": common["on"], "by": common["by"]}
        acts.decide_objection(objection=found, upheld=act == "uphold", **said)
        return _("The objection is decided, and the grade computed again.")
    raise NotFound(_("Nothing by that name can be done here."))


def _page(
    request: UmbelRequest, cycle: Cycle, proposed: ProposedGrade, problems: list[Any] | None = None, tried: str = ""
) -> HttpResponse:
    viewer, on = viewer_of(request), today_of(request)
    organization, pack = proposed.organization, evaluation.pinned_pack(cycle)
    second = cycle.state == CycleState.REVIEW and judges(cycle, organization.pk, viewer.body_id) == "second"
    reader = viewer.body_id if second else None
    stands = second_reading(cycle, organization.pk, reader) if second else standing(cycle, organization.pk)
    trial: dict[str, Any] | None = None
    problems = problems or []
    if tried == "try":
        try:
            trial = _tried(request, cycle, organization.pk, reader)
        except UmbelError as refused:
            problems = problems_in(refused, field="points")
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
        "indicators": [rule for rule in pack.indicators if rule.judged or not judging],
        "may_object": cycle.state == CycleState.OBJECTIONS and may_assess(viewer, organization),
        "objections": _objections(cycle, organization, viewer, on),
        "reads_again": second,
        "may_correct": cycle.state not in IN_PUBLIC and may_run(viewer),
        "tried": tried,
        "typed": {name: typed(request, name) for name in ("indicator", "points", "words")},
    }
    return show(request, "evaluation/assessment.html", context, problems)


def _tried(request: UmbelRequest, cycle: Cycle, organization: int, reader: int | None) -> dict[str, Any]:
    """What the grade would be with the points that are typed: shown before a finding is made."""
    code = typed(request, "indicator")
    rule = next((item for item in evaluation.pinned_pack(cycle).indicators if item.code == code), None)
    if rule is None or not rule.judged:
        raise NotNow(_("The rules leave this indicator to the records: nobody judges it."))
    points = {code: read_points(rule, typed(request, "points"))}
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


def _objections(cycle: Cycle, organization: Organization, viewer: Any, on: Any) -> list[tuple[Objection, Any, bool]]:
    names = {item.code: item.title for item in evaluation.pinned_pack(cycle).indicators}
    rows = Objection.objects.filter(cycle=cycle, organization=organization).select_related("decided_by").order_by("pk")
    return [
        (row, names.get(row.indicator, row.indicator), not row.outcome and may_decide_objection(viewer, row, on))
        for row in rows
    ]
