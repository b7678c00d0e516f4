"""Generating what is due: one row for each organization, requirement and period."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import batched

from django.db import transaction

from umbel.activities.models import Obligation
from umbel.activities.queries import is_scaled, pack_in_force, traits_of
from umbel.audit import acts as audit
from umbel.audit.actors import Actor, Subject
from umbel.deadlines import add_months
from umbel.policy.obligations import obligations_due
from umbel.policy.pack import Pack
from umbel.structure.models import Organization
from umbel.structure.queries import federation

BATCH = 2000
MONTHS_AHEAD = 15
"""A year, and the quarter that ends in it."""


@transaction.atomic
def generate_obligations(
    *,
    pack: Pack,
    from_on: date,
    until_on: date,
    by: Actor,
    organization: Organization | None = None,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write what `pack` asks of every organization, or of one, for periods that begin in [from_on, until_on).
    Rows that exist are left as they are, so that it can be run again. Returns how many were added.
    """
    before = Obligation.objects.count()
    chosen = Organization.objects.filter(pk=organization.pk) if organization else Organization.objects.order_by("pk")
    for rows in batched(_rows(pack, chosen.iterator(chunk_size=BATCH), from_on, until_on, progress), BATCH):
        Obligation.objects.bulk_create(rows, ignore_conflicts=True)
    added = Obligation.objects.count() - before
    audit.record(
        "activities:generate-obligations",
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


def generate_ahead(*, on: date, by: Actor) -> int:
    """Generate what comes in the next year, once it is not known yet: what is due is known in advance.
    Safe to run every day; returns how many were added.
    """
    pack = pack_in_force()
    if pack is None:
        return 0
    until = add_months(on.replace(day=1), MONTHS_AHEAD)
    wanted = {
        (row.requirement.code, row.period)
        for row in obligations_due(pack, registered_on=None, ended_on=None, from_on=on, until_on=until)
    }
    known = set(
        Obligation.objects.filter(until_on__gt=on, until_on__lte=until)
        .order_by()
        .values_list("requirement", "period")
        .distinct()
    )
    return generate_obligations(pack=pack, from_on=on, until_on=until, by=by) if wanted - known else 0


def _subject(organization: Organization | None) -> Subject:
    if organization is None:
        return Subject("federation", "1", str(federation() or "the register"))
    standing = organization.particulars.order_by("-from_on").first()
    return Subject("organization", str(organization.pk), str(standing or organization.pk))


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
