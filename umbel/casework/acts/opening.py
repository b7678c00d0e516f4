"""Opening a case, giving what is not adverse, dropping one, and beginning again about a successor."""

from datetime import date
from uuid import uuid4

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.audit.actors import Actor
from umbel.audit.acts import whole
from umbel.audit.locking import locked
from umbel.audit.subjects import SubjectKind
from umbel.casework.acts import correspondence
from umbel.casework.acts.effects import end_interim, finish
from umbel.casework.acts.rounds import Ground, begin_another, begin_first
from umbel.casework.models import Case
from umbel.casework.permissions import check_may_open, check_may_recuse, check_may_work
from umbel.casework.queries import earlier_rungs, has_recused, not_ended, rules_in_force, rung_of, subject_of
from umbel.casework.states import CASE, OPEN, UNDECIDED, Again, CaseState
from umbel.casework.table_of_acts import CaseAct
from umbel.deadlines import Day
from umbel.errors import NotNow, Problem, Problems, need
from umbel.notices.acts import move_clocks
from umbel.notices.said import Said
from umbel.policy.pack import Rung
from umbel.structure.models import Body, Organization
from umbel.structure.queries import in_force, language_of
from umbel.words import Message


@whole()
def open_case(
    *, organization: Organization, rung: str, ground: Ground, language: str = "", on: date, by: Viewer
) -> Case:
    """Open a case about one measure, under the pack in force. Raises NotNow when the ladder does not lead there yet,
    and Problems with what is left to write.
    """
    check_may_open(by, organization, on)
    pack = rules_in_force()
    if pack is None:
        raise NotNow(_("No rules are in force here yet, so no case can be opened."))
    asked = pack.rung(rung)
    _check_ladder(organization, asked, on)
    _check_written(ground)
    if organization.ended_on and organization.ended_on <= on:
        raise NotNow(_("This organization has left the register. A case is opened about one that is on it."))
    about = {"subject_kind": ground.subject_kind, "subject_id": ground.subject_id or str(organization.pk)}
    undecided = [*UNDECIDED, CaseState.DECIDED]
    same = Case.objects.filter(organization=organization, rung=rung, state__in=undecided, **about)
    if asked.adverse and same.exists():
        raise NotNow(_("A case about this is open already. Go on with that one."))
    _check_new(organization, rung, about)
    case = Case.objects.create(
        reference=uuid4().hex[:30],  # until its number is known
        organization=organization,
        body_id=by.body_id,
        rung=rung,
        decider="apex" if asked.decided_by == "apex" or by.body_id is None else "joint",
        effect=asked.effect,
        adverse=asked.adverse,
        pack_id=pack.id,
        pack_version=pack.version,
        **about,
        language=language or language_of(organization, on),
        opened_on=on,
        round_id=0,  # until there is one: the database asks for it at the end of the transaction
    )
    case.reference = f"C-{on.year}-{case.pk:04}"
    first = begin_first(case, ground, on, by)
    case.save(update_fields=["reference", "round"])
    correspondence.write(
        case, CaseAct.OPEN, on, by, words=first.ground, data={"rung": rung, "rule": first.rule, "facts": first.facts}
    )
    return case


@whole()
def give(*, case: Case, on: date, by: Viewer) -> Case:
    """Send advice or a reminder: it takes nothing from the organization, which can answer it."""
    check_may_work(by, case, on)
    case = locked(case)
    if case.adverse:
        raise NotNow(_("This measure is adverse: it takes a notice, time to reply, and a decision by someone else."))
    case.state = CASE.check_step("give", case.state)
    case.round.noticed_on = case.effective_on = on
    case.round.save()
    case.save()
    said = GIVEN.filled(
        title=rung_of(case).title, ground=case.round.ground, rule=case.round.rule, facts=case.round.facts
    )
    correspondence.tell_organization(case, "given", said, by)
    correspondence.write(case, CaseAct.GIVE, on, by, words=case.round.ground)
    return case


GIVEN = Said(
    title=Message("{title}"),
    text=Message(
        "{ground}\n\n{rule}\n\n{facts}\n\n"
        "Nothing is decided against you with this. You can put an answer beside it on the page of the case."
    ),
)


@whole()
def drop(*, case: Case, reasons: str, on: date, by: Viewer) -> Case:
    """End a case before a decision, for written reasons. Nothing stays against the organization."""
    check_may_work(by, case, on)
    case = locked(case)
    told = case.round.noticed_on is not None
    case.state = CASE.check_step("drop", case.state)
    need(reasons, _("Say why the case is dropped: the file keeps it."), "reasons")
    case.ended_on, case.why_ended = on, reasons.strip()
    case.save()
    correspondence.about(case).lift(on)
    end_interim(case, on)
    if told:
        said = Said(
            title=Message("The case {reference} was dropped"),
            text=Message("Nothing is held against you. Reasons: {reasons}").filled(reasons=case.why_ended),
        )
        correspondence.tell_organization(case, "dropped", said, by)
    correspondence.write(case, CaseAct.DROP, on, by, words=reasons.strip())
    return case


@whole()
def recuse(*, case: Case, reasons: str, on: date, by: Viewer) -> None:
    """Declare a conflict: this account takes no further step in the case, and others do."""
    check_may_recuse(by, case)
    case = locked(case)
    if has_recused(case, by.account_id):
        raise NotNow(_("You declared this already."))
    need(reasons, _("Name the conflict in a few words."), "reasons")
    correspondence.write(case, CaseAct.RECUSE, on, by, words=reasons.strip())


@whole()
def follow(*, organization: Organization, into: Organization | None, on: date, by: Actor) -> int:
    """What becomes of the cases about an organization that leaves the register. What was not decided yet begins again
    about the one it merged into, with a fresh notice: nothing said to the one binds the other. Where there is none,
    it is closed. What was decided ends; what can be appealed still can. Returns how many cases this concerned.
    """
    rows = Case.objects.select_for_update(of=("self",)).select_related("organization", "body", "round")
    rows = rows.filter(organization=organization)
    number = 0
    for case in rows.filter(not_ended()).exclude(state__in=UNDECIDED).order_by("pk"):
        number += 1
        case.state = CASE.check_step("end", case.state)
        finish(case, on, correspondence.for_the_file(case, LEFT.filled(day=Day(on))))
        case.save()
        correspondence.about(case).lift(on)
        correspondence.write(case, CaseAct.END, on, by, words=case.why_ended)
    for case in rows.filter(state__in=UNDECIDED).order_by("pk"):
        number += 1
        if into is None:
            _close(case, on, by)
        else:
            _begin_again(case, into, on, by)
    return number


LEFT = Message("The organization leaves the register on {day}.")


def _close(case: Case, on: date, by: Actor) -> None:
    case.state, case.ended_on = CASE.check_step("drop", case.state), on
    case.why_ended = correspondence.for_the_file(case, LEFT.filled(day=Day(on)))
    case.save()
    correspondence.about(case).lift(on)
    end_interim(case, on)
    correspondence.write(case, CaseAct.DROP, on, by, words=case.why_ended)


def _begin_again(case: Case, into: Organization, on: date, by: Actor) -> None:
    before = case.organization_id
    correspondence.about(case).lift(on)
    end_interim(case, on)
    if case.state != CaseState.OPENED:
        case.state = CASE.check_step("begin-again", case.state)
    case.organization, case.language = into, language_of(into, on)
    begin_another(case, into, on, Again.MERGER)
    case.save()
    correspondence.write(case, CaseAct.BEGIN_AGAIN, on, by, data={"from": before, "to": into.pk})
    said = Said(
        title=Message("A case begins again"),
        text=Message(
            "The organization of the case {reference} merges into another on {day}. Send a fresh notice, or drop it."
        ),
    ).filled(day=Day(on))
    correspondence.tell_office(case, correspondence.supervisors(case), "begin-again", said, by)


@whole()
def hand_over_cases(*, from_: Body, on: date, by: Actor) -> int:
    """A committee that is dissolved hands its open cases to the one each organization is placed under by then, or to
    the apex. Their times run on. Returns how many.
    """
    rows = Case.objects.select_for_update().filter(body=from_, state__in=OPEN).order_by("pk")
    for case in rows:
        placed = case.organization.placements.filter(in_force(on)).exclude(body=from_).first()
        before = correspondence.supervisors(case)
        case.body_id = placed.body_id if placed else None
        case.decider = case.decider if placed else "apex"
        case.save(update_fields=["body", "decider"])
        for code in ("serve", "consider", "decide"):
            about, to = subject_of(case), correspondence.supervisors(case)
            move_clocks(from_=before, to=to, about=about, code=f"casework:{code}")
        correspondence.write(
            case, CaseAct.HAND_OVER, on, by, data={"from": from_.code, "to": placed.body.code if placed else "apex"}
        )
    return len(rows)


def _check_new(organization: Organization, rung: str, about: dict[str, str]) -> None:
    """The same thing is not decided twice. About the organization as such there can be another case another year."""
    if about["subject_kind"] == SubjectKind.ORGANIZATION:
        return
    before = Case.objects.filter(
        organization=organization, rung=rung, adverse=True, round__decided_on__isnull=False, **about
    )
    if found := before.first():
        raise NotNow(
            _("This was decided in the case %(reference)s. The same thing is not decided twice.")
            % {"reference": found.reference}
        )


def _check_ladder(organization: Organization, rung: Rung, on: date) -> None:
    if rung.after and not earlier_rungs([organization.pk], rung, on).exists():
        raise NotNow(
            _("This measure may only follow one of: %(rungs)s. None of them stands in the last %(months)s months.")
            % {"rungs": ", ".join(rung.after), "months": rung.within_months or "—"}
        )


def _check_written(ground: Ground) -> None:
    sentences = {
        "ground": _("Say what is said to have happened."),
        "rule": _("Name the rule it rests on."),
        "facts": _("Set out the facts, so that the organization can answer them."),
    }
    missing = [
        Problem(sentence, field=name) for name, sentence in sentences.items() if not getattr(ground, name).strip()
    ]
    if missing:
        raise Problems(_("The case was not opened: something is left to write."), missing)
