"""Putting a frozen fact right: which value of which record, what it would do to the grade, and why."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from umbel.errors import NotFound, NotNow
from umbel.evaluation import acts
from umbel.evaluation import queries as evaluation
from umbel.evaluation.acts.judging import check_value, plain
from umbel.evaluation.models import Cycle, FactCorrection, ProposedGrade
from umbel.evaluation.permissions import check_may_run
from umbel.evaluation.queries.runs import facts_of
from umbel.evaluation.queries.standing import Row, read_value, standing, standing_if_corrected
from umbel.rubric import Corrected, frozen_rows
from umbel.web.fields import Line, Text, is_key
from umbel.web.forms import ActForm
from umbel.web.shortcuts import say, show, signed_in, titled, today_of, viewer_of
from umbel.web.structure.columns import attribute_words, column_words
from umbel.web.viewing import UmbelRequest

KEYS = {"id", "organization"}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: UmbelRequest, number: int, cycle: str) -> HttpResponse:
    """The frozen records of an organization, and a form to put one value right."""
    check_may_run(viewer_of(request))
    found = evaluation.cycles().select_related("snapshot").filter(code=cycle).first()
    proposed = ProposedGrade.objects.filter(cycle=found, organization=number).select_related("organization").first()
    if found is None or proposed is None:
        raise NotFound(_("No grade was proposed for this organization in that cycle."))
    form = CorrectForm(request)
    if request.POST.get("act") == "try":
        return _page(request, found, proposed, form)
    if form.runs(
        lambda said: acts.correct_fact(
            cycle=found,
            organization=proposed.organization,
            where=_where(request),
            after=said["after"],
            reasons=said["reasons"],
            on=today_of(request),
            by=viewer_of(request),
        ),
        field="after",
    ):
        say(request, _("The frozen fact is put right, and the organization was told what it comes to."))
        return redirect("assessment", number, cycle)
    return _page(request, found, proposed, form)


class CorrectForm(ActForm):
    """What a frozen fact should say, and why it is wrong."""

    after = Line(
        gettext_lazy("What it should say"),
        gettext_lazy("A day as year-month-day, yes as true, no as false; nothing where it is missing."),
        width=20,
    )
    reasons = Text(
        gettext_lazy("Why is the frozen fact wrong?"), gettext_lazy("The organization reads these reasons."), rows=3
    )


def _where(request: UmbelRequest) -> tuple[str, int, str]:
    """The value that the address names, or the form that was sent."""
    asked = request.POST if request.method == "POST" else request.GET
    record = asked.get("record", "")
    return asked.get("table", ""), int(record) if is_key(record) else 0, asked.get("column", "")


def _page(request: UmbelRequest, cycle: Cycle, proposed: ProposedGrade, form: CorrectForm) -> HttpResponse:
    rows = frozen_rows(facts_of(cycle, check=False), proposed.organization_id)
    where = _where(request)
    corrections = FactCorrection.objects.filter(cycle=cycle, organization=proposed.organization_id).order_by("pk")
    put_right = {(row.table, row.record, row.column): row.after for row in corrections}
    chosen = _chosen(rows, where, put_right)
    trial: Row | None = None
    if (
        form.done_by == "try"
        and chosen
        and form.runs(lambda said: _tried(cycle, proposed.organization_id, where, said["after"]), field="after")
    ):
        trial = form.made
    context = {
        "file": titled(proposed.organization_id, today_of(request)),
        "cycle": cycle,
        "stands": standing(cycle, proposed.organization_id) if chosen else None,
        "tables": [_table(kind, found) for kind, found in rows.items() if found],
        "where": where,
        "chosen": chosen,
        "titles": column_words() | attribute_words(),
        "trial": trial,
        "form": form,
    }
    return show(request, "evaluation/correct.html", context, form.problems)


def _table(kind: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    columns = [name for name in found[0] if name not in KEYS]
    return {
        "kind": kind,
        "columns": columns,
        "rows": [(row.get("id", 0), [(name, plain(row[name])) for name in columns]) for row in found],
    }


def _chosen(
    rows: dict[str, list[dict[str, Any]]], where: tuple[str, int, str], put_right: dict[tuple[str, int, str], str]
) -> dict[str, str] | None:
    """What the value says now that the address or the form names; None where it names none."""
    table, record, column = where
    for row in rows.get(table, []):
        if row.get("id", 0) == record and column in row and column not in KEYS:
            return {"now": put_right.get(where, plain(row[column]))}
    return None


def _tried(cycle: Cycle, organization: int, where: tuple[str, int, str], after: str) -> Row:
    table, record, column = where
    check_value(table, column, after)
    if cycle.state in {"published", "closed"}:
        raise NotNow(_("The grades are published. A later cycle counts the corrected records."))
    wrong = Corrected(table, record, column, read_value(table, column, after))
    return standing_if_corrected(cycle, organization, wrong)
