"""What a decision does once it has effect, and how that is undone."""

from datetime import date

from umbel.casework.models import Case, Label
from umbel.casework.queries import rung_of
from umbel.casework.states import Effect
from umbel.deadlines import add_months


def take_effect(case: Case, on: date) -> None:
    """Let the decision have its effect from a day; part of the act that brings it about. A removal is carried out by
    `umbel.outcomes`, which sees everything it touches.
    """
    rung = rung_of(case)
    case.effective_on = on
    case.ends_on = add_months(on, rung.lasts_months) if rung.lasts_months else None
    case.save()
    if case.effect == Effect.LABEL:
        assert case.ends_on is not None
        Label.objects.update_or_create(
            case=case,
            defaults={
                "organization": case.organization,
                "code": rung.label,
                "from_on": on,
                "until_on": case.ends_on,
                "reversed_on": None,
            },
        )


def undo(case: Case, on: date) -> None:
    """The decision counts as never made: no label was carried, nothing is published, no rung was climbed."""
    Label.objects.filter(case=case).update(reversed_on=on)
    case.ended_on = on


def finish(case: Case, on: date, why: str) -> None:
    """The measure is over from `on`, by itself or early."""
    Label.objects.filter(case=case, until_on__gt=on, from_on__lte=on).update(until_on=on)
    case.ended_on, case.why_ended = on, why
