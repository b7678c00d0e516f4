"""Interim measures: ordered by one, objected to before another, and over by themselves."""

from datetime import date

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.audit.actors import Actor
from umbel.audit.acts import whole
from umbel.audit.locking import locked
from umbel.casework.acts import correspondence
from umbel.casework.models import LONGEST_INTERIM, Case, Interim
from umbel.casework.permissions import check_may_hear, check_may_order, check_may_speak
from umbel.casework.states import CaseState
from umbel.casework.table_of_acts import CaseAct
from umbel.errors import NotNow, need
from umbel.notices.said import Said
from umbel.words import Message

ORDERED = Said(
    title=Message("Interim measure until {day}: {reference}"),
    text=Message(
        "{measure}\n\n{reasons}\n\n"
        "You can object to it on the page of the case; someone else rules on it within {days} working days, or it ends."
    ),
)


@whole()
def order_interim(*, case: Case, what: str, reasons: str, until_on: date, on: date, by: Viewer) -> Interim:
    """A measure for the time until the decision: once a case, for at most 30 days, over by itself."""
    check_may_order(by, case, on)
    case = locked(case)
    if case.state not in (CaseState.REPLY, CaseState.CONSIDERED):
        raise NotNow(_("An interim measure belongs between the service of the notice and the decision."))
    if Interim.objects.filter(case=case).exists():
        raise NotNow(_("There was one in this case already: it is not renewed."))
    need(what, _("Say what is ordered."), "what")
    need(reasons, _("Say why it cannot wait for the decision."), "reasons")
    if not on < until_on <= on + LONGEST_INTERIM:
        raise NotNow(
            _("It ends by itself after at most 30 days: choose a day up to %(day)s.") % {"day": on + LONGEST_INTERIM},
            field="until_on",
        )
    made = Interim.objects.create(
        case=case,
        what=what.strip(),
        reasons=reasons.strip(),
        from_on=on,
        until_on=until_on,
        ordered_by_id=by.account_id,
    )
    days = correspondence.days_for(case, "interim-objection")
    said = ORDERED.filled(day=until_on, measure=made.what, reasons=made.reasons, days=days)
    correspondence.tell_organization(case, "interim", said, by)
    correspondence.write(
        case, CaseAct.ORDER_INTERIM, on, by, words=made.reasons, data={"what": made.what, "until": str(until_on)}
    )
    return made


@whole()
def object_to_interim(*, case: Case, grounds: str, on: date, by: Viewer) -> Interim:
    """The organization objects, in its own words; whoever ordered it does not rule on that."""
    check_may_speak(by, case)
    case = locked(case)
    interim = in_force(case, on)
    if interim.objected_on:
        raise NotNow(_("You objected already; someone else rules on it."))
    need(grounds, _("Say what is wrong with it, in your own words."), "grounds")
    interim.objected_on, interim.objection = on, grounds.strip()
    interim.save()
    deadline = correspondence.term(
        case, correspondence.days_for(case, "interim-objection"), on, Message("the objection was made")
    )
    correspondence.about(case).clock("interim", correspondence.reviewers(), deadline)
    said = Said(
        title=Message("An objection to an interim measure: {reference}"),
        text=Message("Rule on it with reasons, or it ends."),
    )
    correspondence.tell_office(case, correspondence.reviewers(), "interim-objection", said, by)
    correspondence.write(
        case,
        CaseAct.OBJECT_TO_INTERIM,
        on,
        by,
        side=correspondence.ORGANIZATION,
        words=interim.objection,
        data={"due": str(deadline.on)},
    )
    return interim


@whole()
def rule_on_interim(*, case: Case, stands: bool, reasons: str, on: date, by: Viewer) -> Interim:
    """Say, with reasons, whether an interim measure that was objected to stands."""
    check_may_hear(by, case, on)
    case = locked(case)
    check_may_hear(by, case, on)
    interim = in_force(case, on)
    if interim.objected_on is None or interim.ruled_on:
        raise NotNow(_("There is no objection to rule on."))
    need(reasons, _("Give the reasons: both sides rest on them."), "reasons")
    interim.ruled_on, interim.ruled_by_id, interim.ruling = on, by.account_id, reasons.strip()
    interim.ended_on = None if stands else on
    interim.save()
    correspondence.about(case).stop_by_day("interim", on)
    title = Message("The interim measure stands: {reference}") if stands else ENDED
    said = Said(title, correspondence.AS_WRITTEN.filled(words=interim.ruling))
    correspondence.tell_organization(case, "interim-ruled", said, by)
    correspondence.write(case, CaseAct.RULE_ON_INTERIM, on, by, words=interim.ruling, data={"stands": stands})
    return interim


def note_interims(*, on: date, by: Actor = correspondence.CLOCK) -> int:
    """End every interim measure whose time is over, or whose objection was not ruled on in time. Safe to run twice.
    Returns how many.
    """
    rows = Interim.objects.filter(ended_on=None).order_by("pk")
    return sum(_note(key, on, by) for key in rows.values_list("case_id", flat=True))


@whole()
def _note(key: int, on: date, by: Actor) -> int:
    case = Case.objects.select_for_update(of=("self",)).select_related("organization", "body", "round").get(pk=key)
    interim = Interim.objects.get(case=case)
    unruled = correspondence.about(case).running("interim").filter(due_on__lt=on).exists()
    if interim.ended_on or (interim.until_on > on and not unruled):
        return 0
    interim.ended_on = min(interim.until_on, on)
    interim.save()
    correspondence.about(case).stop_by_day("interim", on)
    why = Message("The objection was not ruled on in time.") if unruled else Message("Its time is over.")
    correspondence.write(case, CaseAct.END_INTERIM, on, by, words=correspondence.for_the_file(case, why))
    correspondence.tell_organization(case, "interim-ended", Said(ENDED, why), by)
    return 1


ENDED = Message("The interim measure has ended: {reference}")


def in_force(case: Case, on: date) -> Interim:
    """The interim measure that binds now. Raises NotNow when none does."""
    found = Interim.objects.filter(case=case, ended_on=None, until_on__gt=on).first()
    if found is None or correspondence.about(case).running("interim").filter(due_on__lt=on).exists():
        raise NotNow(_("No interim measure is in force in this case."))
    return found
