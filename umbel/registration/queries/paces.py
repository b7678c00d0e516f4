"""How the supervising side keeps its own time and how often it is put right: figures anyone may see."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.db.models import Count, F, Q

from umbel.registration.models import Decision, Opinion, Review
from umbel.registration.queries.applications import SINCE_DAYS
from umbel.registration.states import Outcome
from umbel.structure.models import Body

OF_REGISTRATION = Q(decision__application__isnull=False)
"""Reviews of refused applications: those of changes are not among the figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionPace:
    """How a committee answered what it was asked over the last year."""

    body: Body
    asked: int
    in_time: int
    late: int
    silences: int
    """Times it let its day pass, whether or not an opinion came afterwards."""
    waiting: int
    median_days: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusals:
    """What became of refusals over the last year."""

    refused: int
    reviewed: int
    reversed_: int
    upheld: int
    waiting: int


def opinion_paces(as_of: date) -> list[OpinionPace]:
    """Every committee that was asked, the most silences first."""
    asked: dict[Body, list[Opinion]] = defaultdict(list)
    rows = Opinion.objects.filter(asked_on__gt=as_of - timedelta(days=SINCE_DAYS), asked_on__lte=as_of)
    for opinion in rows.select_related("body"):
        asked[opinion.body].append(opinion)
    found = [_opinion_pace(body, opinions) for body, opinions in asked.items()]
    return sorted(found, key=lambda row: (-row.silences, -row.late, row.body.code))


def refusals(as_of: date) -> Refusals:
    """Refusals, and those that a review reversed."""
    since = as_of - timedelta(days=SINCE_DAYS)
    reviews = Review.objects.filter(OF_REGISTRATION, asked_on__gt=since, asked_on__lte=as_of).aggregate(
        reviewed=Count("pk", filter=Q(decided_on__lte=as_of)),
        reversed=Count("pk", filter=Q(outcome=Outcome.REVERSED, decided_on__lte=as_of)),
        upheld=Count("pk", filter=Q(outcome=Outcome.UPHELD, decided_on__lte=as_of)),
        asked=Count("pk"),
    )
    refused = Decision.objects.filter(application__isnull=False, outcome=Outcome.REFUSED)
    refused = refused.filter(decided_on__gt=since, decided_on__lte=as_of)
    return Refusals(
        refused=refused.count(),
        reviewed=reviews["reviewed"],
        reversed_=reviews["reversed"],
        upheld=reviews["upheld"],
        waiting=reviews["asked"] - reviews["reviewed"],
    )


def late_reviews(as_of: date) -> int:
    """Reviews of the last year that were decided after their day, or still wait after it."""
    rows = Review.objects.filter(OF_REGISTRATION, asked_on__gt=as_of - timedelta(days=SINCE_DAYS), asked_on__lte=as_of)
    return rows.filter(Q(decided_on__gt=F("due_on")) | Q(decided_on=None, due_on__lt=as_of)).count()


def _opinion_pace(body: Body, opinions: list[Opinion]) -> OpinionPace:
    given = [opinion for opinion in opinions if opinion.given_on]
    days = [(opinion.given_on - opinion.asked_on).days for opinion in given if opinion.given_on]
    return OpinionPace(
        body=body,
        asked=len(opinions),
        in_time=sum(1 for opinion in given if not opinion.is_late),
        late=sum(1 for opinion in given if opinion.is_late),
        silences=sum(1 for opinion in opinions if opinion.silent_on),
        waiting=sum(1 for opinion in opinions if not opinion.given_on and not opinion.silent_on),
        median_days=median(days) if days else None,
    )
