"""What everyone is told of a cycle, and by when they answer."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Role, Viewer
from umbel.audit import acts as audit
from umbel.audit.actors import Subject
from umbel.audit.models import Entry
from umbel.audit.subjects import SubjectKind
from umbel.errors import NotNow
from umbel.evaluation.models import CommitteeReview, Cycle, FactCorrection
from umbel.evaluation.queries.packs import pinned_pack
from umbel.evaluation.table_of_acts import EvaluationAct
from umbel.notices.acts import Party
from umbel.notices.correspondence import Correspondence
from umbel.notices.said import Said
from umbel.policy.obligations import calendar_of
from umbel.policy.pack import Evaluation, Pack
from umbel.structure.models import Particulars
from umbel.words import Message

TITLES = {
    "assess": Message("Assess your organization"),
    "review": Message("Review the grades of your organizations"),
    "object": Message("Last day to object"),
    "objection": Message("Decide an objection"),
}
PATH = "/cycles/{}/"


def subject_of(cycle: Cycle) -> Subject:
    return Subject(SubjectKind.CYCLE, cycle.code, cycle.code)


def road(pack: Pack) -> Evaluation:
    """The pack's times. Raises NotNow where it has none."""
    if pack.evaluation is None:
        raise NotNow(f"The pack {pack.id} {pack.version} ends a cycle with proposed grades: it has no [evaluation].")
    return pack.evaluation


def working_day(cycle: Cycle, on: date, days: int) -> date:
    return calendar_of(pinned_pack(cycle)).add_working_days(on, days)


def about(cycle: Cycle) -> Correspondence:
    """Everything written about a cycle."""
    return Correspondence(piece="evaluation", about=subject_of(cycle), titles=TITLES)


def start(cycle: Cycle, code: str, parties: Iterable[Party], on: date, until: date) -> None:
    """Let the step's time run for each of them."""
    zone = pinned_pack(cycle).time_zone
    about(cycle).clock_until(code, parties, started_on=on, due_on=until, time_zone=zone)


def tell(cycle: Cycle, parties: list[Party], said: Said, by: Viewer, *, path: str = "") -> None:
    """The same title and text to many, in both languages."""
    about(cycle).tell_many(parties, "step", said, path=path or PATH.format(cycle.code), by=by)


def check_in_review(cycle: Cycle, review: CommitteeReview | None, on: date) -> None:
    """Raises NotNow when a committee's time to judge is over: what the records say stands."""
    if (review and review.is_silent) or (cycle.review_until and on > cycle.review_until):
        raise NotNow(_("The time of the review is over: where nothing was submitted, what the records say stands."))


def tell_of_correction(cycle: Cycle, made: FactCorrection, came_to: tuple[str, str], by: Viewer) -> None:
    """Tell an organization which frozen fact was put right, why, and what it comes to."""
    what = f"{made.table}.{made.column}: {made.before or '—'} → {made.after or '—'}"
    said = Said(
        title=Message("A frozen fact was put right"),
        text=Message("A frozen fact about you was put right: {what}. Reasons: {reasons}\nNow: {came_to}"),
    ).filled(what=what, reasons=made.reasons, came_to=" · ".join(came_to))
    path = f"/organizations/{made.organization_id}/assessment/{cycle.code}/"
    tell(cycle, [Party.organization(made.organization_id)], said, by, path=path)


def record(cycle: Cycle, act: EvaluationAct, on: date, by: Viewer, *, reasons: str = "", **data: Any) -> Entry:
    """The act in the ledger; about one organization where `data` names it, so that it is part of its file."""
    subject = subject_of(cycle)
    if key := data.get("organization"):
        standing = Particulars.objects.filter(organization=key).order_by("-from_on").first()
        subject = Subject(SubjectKind.ORGANIZATION, str(key), f"{cycle.code} · {standing or key}")
    said = {"on": str(on), "cycle": cycle.code, **data}
    return audit.record(act, by=by.actor, about=subject, reasons=reasons, data=said)


def reviewers() -> Party:
    return Party.role(Role.REVIEWER)
