"""What a decision does once it has effect, and how that is undone."""

from datetime import date

from umbel.casework.models import Case, Interim, Label
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
    case.published_until = add_months(on, rung.published_months or rung.lasts_months or 0)
    gone = case.organization.ended_on is not None and case.organization.ended_on <= on
    if gone and case.effect != Effect.REMOVAL:
        case.ends_on = case.published_until = on  # nothing is held against whom the register no longer knows
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


def suspend(case: Case, on: date) -> None:
    """It has no effect until it takes one anew."""
    undo(case, on)
    case.ended_on = case.effective_on = case.ends_on = case.published_until = None


def finish(case: Case, on: date, why: str) -> None:
    """The measure is over from `on`, by itself or early."""
    Label.objects.filter(case=case, until_on__gt=on, from_on__lte=on).update(until_on=on)
    case.ended_on, case.why_ended = on, why


def end_interim(case: Case, on: date) -> None:
    """An interim measure bridges the time to a decision: whatever ends the case, or begins it again, ends it."""
    Interim.objects.filter(case=case, ended_on=None, until_on__gt=on).update(ended_on=on)
