"""Generating what is due: one row for each organization, requirement and period."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import batched

from django.db.models import Exists, OuterRef

from umbel.activities.models import Activity, Extension, Filing, Obligation
from umbel.activities.queries import is_scaled, rules_between, traits_of
from umbel.activities.table_of_acts import ActivityAct
from umbel.audit import acts as audit
from umbel.audit.actors import Actor, Subject
from umbel.audit.acts import whole
from umbel.audit.subjects import SubjectKind
from umbel.deadlines import add_months
from umbel.policy.obligations import obligations_due
from umbel.policy.pack import Pack
from umbel.structure.models import Organization
from umbel.structure.queries import federation, hold_rules

BATCH = 2000
MONTHS_AHEAD = 15
"""A year, and the quarter that ends in it."""


@whole()
def generate_obligations(
    *,
    pack: Pack,
    from_on: date,
    until_on: date,
    by: Actor,
    organization: Organization | None = None,
    begins_before: date | None = None,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write what `pack` asks of every organization, or of one, for periods that lie in [from_on, until_on), and that
    begin before other rules do. Rows that exist are left as they are, so that it can be run again. Returns how many
    were added.
    """
    before = Obligation.objects.count()
    chosen = Organization.objects.filter(pk=organization.pk) if organization else Organization.objects.order_by("pk")
    found = _rows(pack, chosen.iterator(chunk_size=BATCH), from_on, until_on, progress)
    rows = (row for row in found if begins_before is None or row.from_on < begins_before)
    for some in batched(rows, BATCH):
        Obligation.objects.bulk_create(some, ignore_conflicts=True)
    added = Obligation.objects.count() - before
    audit.record(
        ActivityAct.GENERATE_OBLIGATIONS,
        by=by,
        about=_subject(organization),
        data={
            "from": str(from_on),
            "until": str(until_on),
            "pack": pack.id,
            "version": pack.version,
            "hash": pack.content_hash,
            "added": added,
        },
    )
    return added


@whole()
def generate_ahead(*, on: date, by: Actor) -> int:
    """Generate what comes in the next year, once it is not known yet: what is due is known in advance, under the rules
    that were adopted for each stretch of it. Safe to run every day; returns how many were added.
    """
    hold_rules()
    until = add_months(on.replace(day=1), MONTHS_AHEAD)
    known = set(
        Obligation.objects.filter(until_on__gt=on, until_on__lte=until)
        .order_by()
        .values_list("requirement", "period")
        .distinct()
    )
    added = 0
    for pack, from_on, ends_on in rules_between(on, until):
        due = obligations_due(pack, registered_on=None, ended_on=None, from_on=from_on, until_on=until)
        if {(row.requirement.code, row.period) for row in due if ends_on is None or row.from_on < ends_on} - known:
            added += generate_obligations(pack=pack, from_on=from_on, until_on=until, begins_before=ends_on, by=by)
    return added


@whole()
def replace_obligations(*, pack: Pack, from_on: date, by: Actor) -> tuple[int, int]:
    """What other rules ask of periods that begin on `from_on` or later takes the place of what was generated ahead for
    them. Periods that have begun by then keep their rules, and so does whatever was answered or extended already.
    Returns how many rows were taken back and how many were added.
    """
    answers = (Activity, Filing, Extension)
    untouched = [~Exists(model.objects.filter(obligation=OuterRef("pk"))) for model in answers]
    ahead = Obligation.objects.filter(*untouched, from_on__gte=from_on, pack_id=pack.id)
    last = Obligation.objects.filter(pack_id=pack.id).order_by("-until_on").values_list("until_on", flat=True).first()
    taken_back, _by_model = ahead.delete()
    added = 0
    if last is not None and last > from_on:
        added = generate_obligations(pack=pack, from_on=from_on, until_on=last, by=by)
    audit.record(
        ActivityAct.REPLACE_OBLIGATIONS,
        by=by,
        about=_subject(None),
        data={"from": str(from_on), "hash": pack.content_hash, "taken_back": taken_back, "added": added},
    )
    return taken_back, added


def _subject(organization: Organization | None) -> Subject:
    if organization is None:
        return Subject(SubjectKind.FEDERATION, "1", str(federation() or "the register"))
    standing = organization.particulars.order_by("-from_on").first()
    return Subject(SubjectKind.ORGANIZATION, str(organization.pk), str(standing or organization.pk))


def _rows(
    pack: Pack,
    organizations: Iterable[Organization],
    from_on: date,
    until_on: date,
    progress: Callable[[int], None] | None,
) -> Iterator[Obligation]:
    known = traits_of(pack, from_on) if is_scaled(pack) else {}
    for organization in organizations:
        due = obligations_due(
            pack,
            traits=known.get(organization.pk),
            registered_on=organization.registered_on,
            ended_on=organization.ended_on,
            from_on=from_on,
            until_on=until_on,
        )
        for row in due:
            yield Obligation(
                organization=organization,
                requirement=row.requirement.code,
                kind=row.requirement.kind,
                period=row.period,
                from_on=row.from_on,
                until_on=row.until_on,
                due_on=row.due_on,
                minimum=row.minimum,
                pack_id=pack.id,
                pack_version=pack.version,
            )
        if progress:
            progress(1)
