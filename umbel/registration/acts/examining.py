"""The registrar's check and examination, and the supervising tier's opinion beside it."""

from datetime import date

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.audit import acts as audit
from umbel.audit.actors import Actor, Subject
from umbel.audit.acts import whole
from umbel.audit.locking import locked
from umbel.audit.subjects import SubjectKind
from umbel.deadlines import Deadline
from umbel.errors import NotNow
from umbel.notices.acts import Party
from umbel.notices.said import Said
from umbel.notices.states import ClockState
from umbel.registration.acts import correspondence
from umbel.registration.models import Application, Examination, Opinion, Request
from umbel.registration.permissions import check_may_examine, check_may_give_opinion
from umbel.registration.queries import fitting_committees, rules_of, subject_of, term
from umbel.registration.states import APPLICATION, ApplicationState, Position
from umbel.registration.table_of_acts import RegistrationAct
from umbel.structure.models import Body
from umbel.structure.queries import languages
from umbel.words import Message, Words, in_each

CLOCK = Actor.program("clock")
"""Whoever records that a time passed: no person decides that, and nothing adverse follows from it."""
NO_REMIT = Message("No joint committee's remit covers its field and district.")


@whole()
def ask_for_more(*, application: Application, items: list[str], on: date, by: Viewer) -> Application:
    """Ask once for everything that is missing, as a list. Raises NotNow when it was asked before."""
    check_may_examine(by, application)
    application = locked(application)
    state = APPLICATION.check_step("ask-for-more", application.state)
    if Request.objects.filter(application=application).exists():
        raise NotNow(_("More was asked for once already, and it is asked only once. Accept it, or go on without."))
    wanted = [item.strip() for item in items if item.strip()]
    if not wanted:
        raise NotNow(_("List what is missing, one line for each."))
    deadline = term(
        rules_of(application),
        "more-information",
        on,
        Message("the registrar asked for what is missing"),
    )
    Request.objects.create(
        application=application, items=wanted, asked_by_id=by.account_id, asked_on=on, due_on=deadline.on
    )
    application.state = state
    application.save(update_fields=["state"])
    correspondence.about(application).stop("completeness", on)
    correspondence.about(application).clock("more-information", Party.account(application.applicant_id), deadline)
    listed = "\n".join(f"– {item}" for item in wanted)
    correspondence.tell_applicant(
        application,
        "more-information",
        Said(
            Message("Something is missing in application {reference}"),
            Message("Please add the following to the application of {name}:\n{listed}\nIt is asked for only once."),
        ),
        by=by,
        deadline=deadline,
        values={"listed": listed},
    )
    audit.record(
        RegistrationAct.ASK_FOR_MORE,
        by=by.actor,
        about=subject_of(application),
        data={"on": str(on), "due": str(deadline.on), "items": wanted},
    )
    return application


@whole()
def go_on(*, application: Application, on: date, by: Viewer) -> Application:
    """Go on with what there is, once the time to send more has passed: silence alone refuses nobody."""
    check_may_examine(by, application)
    application = locked(application)
    state = APPLICATION.check_step("go-on", application.state)
    if on <= application.request.due_on:
        raise NotNow(
            _("The applicant has until %(day)s to send what was asked for.") % {"day": application.request.due_on}
        )
    correspondence.about(application).stop("more-information", on, ClockState.SILENT)
    _begin_examination(application, state, on, by)
    audit.record(RegistrationAct.GO_ON, by=by.actor, about=subject_of(application), data={"on": str(on)})
    return application


@whole()
def accept_as_complete(*, application: Application, on: date, by: Viewer) -> Application:
    """Find it complete: the registrar's examination and the supervising tier's opinion begin, side by side."""
    check_may_examine(by, application)
    application = locked(application)
    state = APPLICATION.check_step("accept-as-complete", application.state)
    correspondence.about(application).stop("completeness", on)
    body = _begin_examination(application, state, on, by)
    audit.record(
        RegistrationAct.ACCEPT_AS_COMPLETE,
        by=by.actor,
        about=subject_of(application),
        body=body,
        data={"on": str(on)},
    )
    return application


@whole()
def examine(*, application: Application, recommends: bool, findings: str, on: date, by: Viewer) -> Application:
    """Put the registrar's findings on the file, with a recommendation that binds nobody."""
    check_may_examine(by, application)
    application = locked(application)
    if application.state != ApplicationState.EXAMINATION:
        APPLICATION.check_step("conclude", application.state)
    examination = application.examination
    if examination.examined_on:
        raise NotNow(_("It was examined on %(day)s already.") % {"day": examination.examined_on})
    if not findings.strip():
        raise NotNow(_("Write what you found: the decider rests on it."))
    examination.examined_by_id, examination.examined_on = by.account_id, on
    examination.recommends, examination.findings = recommends, findings.strip()
    examination.save()
    correspondence.about(application).stop("examination", on)
    _conclude(application, on)
    audit.record(
        RegistrationAct.EXAMINE,
        by=by.actor,
        about=subject_of(application),
        reasons=findings,
        data={"on": str(on), "recommends": recommends},
    )
    return application


@whole()
def give_opinion(*, opinion: Opinion, position: Position, reasons: str, on: date, by: Viewer) -> Opinion:
    """The supervising tier says what it thinks. After its day it is recorded as late and changes no state;
    it is still read by whoever decides, until the decision is made.
    """
    check_may_give_opinion(by, opinion)
    application = locked(opinion.application)
    opinion = locked(opinion)
    if application.state not in {ApplicationState.EXAMINATION, ApplicationState.READY}:
        raise NotNow(_("This application has been decided or withdrawn, so an opinion would reach nobody."))
    if opinion.given_on:
        raise NotNow(_("Your committee gave its opinion on %(day)s.") % {"day": opinion.given_on})
    if position not in {Position.NO_OBJECTION, Position.OBJECTION}:
        raise NotNow(_("Choose whether your committee objects."))
    if position == Position.OBJECTION and not reasons.strip():
        raise NotNow(_("Give the reasons for the objection: the decider has to weigh them."))
    opinion.position, opinion.reasons = position, reasons.strip()
    opinion.given_by_id, opinion.given_on = by.account_id, on
    opinion.save()
    correspondence.about(application).stop("opinion", on)
    _conclude(application, on)
    audit.record(
        RegistrationAct.GIVE_OPINION,
        by=by.actor,
        about=subject_of(application),
        body=_subject(opinion),
        reasons=reasons,
        data={"on": str(on), "position": str(opinion.position), "late": opinion.is_late},
    )
    return opinion


@whole()
def record_silence(*, opinion: Opinion, on: date, by: Actor = CLOCK) -> Opinion:
    """The supervising tier let its day pass: that is recorded as silence, and counts as no objection."""
    application = locked(opinion.application)
    opinion = locked(opinion)
    if opinion.position or application.state != ApplicationState.EXAMINATION:
        raise NotNow(_("There is no open question to this committee."))
    if on <= opinion.due_on:
        raise NotNow(_("The committee has until %(day)s.") % {"day": opinion.due_on})
    opinion.position, opinion.silent_on = Position.SILENCE, on
    opinion.save(update_fields=["position", "silent_on"])
    correspondence.about(application).stop("opinion", on, ClockState.SILENT)
    _conclude(application, on)
    audit.record(
        RegistrationAct.RECORD_SILENCE,
        by=by,
        about=subject_of(application),
        body=_subject(opinion),
        data={"on": str(on), "due": str(opinion.due_on)},
    )
    return opinion


def record_silences(*, on: date) -> int:
    """Record every silence of the day; safe to run twice. Returns how many."""
    overdue = Opinion.objects.filter(
        position="", due_on__lt=on, application__state=ApplicationState.EXAMINATION
    ).select_related("application", "body")
    done = 0
    for opinion in overdue.order_by("due_on", "pk"):
        try:
            record_silence(opinion=opinion, on=on)
        except NotNow:  # someone was quicker
            continue
        done += 1
    return done


def _begin_examination(application: Application, state: str, on: date, by: Viewer) -> Subject | None:
    pack = rules_of(application)
    started = Message("the application was found complete")
    deadline = term(pack, "examination", on, started)
    application.state = state
    Examination.objects.create(application=application, due_on=deadline.on, completeness_by_id=by.account_id)
    correspondence.about(application).clock("examination", correspondence.registrar(), deadline)
    body = _ask_for_opinion(application, term(pack, "opinion", on, started), on, by)
    application.save(update_fields=["state", "asked_body", "asked_why"])
    return body


def _ask_for_opinion(application: Application, deadline: Deadline, on: date, by: Viewer) -> Subject | None:
    """Ask the committee whose remit fits; where none does, nobody is asked and the file says so."""
    chosen = _choose_body(application, on)
    if chosen is None:
        return None
    opinion = Opinion.objects.create(application=application, body=chosen, asked_on=on, due_on=deadline.on)
    correspondence.about(application).clock("opinion", Party.body(chosen.pk), deadline)
    _tell_asked(application, chosen, by, deadline)
    return _subject(opinion)


def _choose_body(application: Application, on: date) -> Body | None:
    fitting = fitting_committees(application.concept, application.district, on)
    if not fitting:
        application.asked_body = None
        application.asked_why = in_each(languages(), NO_REMIT)
        return None
    chosen = fitting[0]
    application.asked_body = chosen.body
    application.asked_why = Words({tag: chosen.why(tag) for tag in languages()})
    return chosen.body


def _tell_asked(application: Application, body: Body, by: Viewer | Actor, deadline: Deadline | None) -> None:
    correspondence.tell_office(
        application,
        Party.body(body.pk),
        "opinion",
        Said(
            Message("Your opinion on application {reference}"),
            Message(
                "{name} applies to be registered and would come under your committee. If your committee says "
                "nothing by the day named here, that is recorded as silence and counts as no objection."
            ),
        ),
        by=by,
        deadline=deadline,
    )


@whole()
def hand_over_opinions(*, from_: Body, on: date, by: Actor) -> int:
    """What a dissolved committee was still asked goes to the committee whose remit now fits, until the day it was
    due; where none fits, the question ends as unanswered and holds nothing up. Returns how many were open.
    """
    waiting = Opinion.objects.filter(body=from_, position="", application__state=ApplicationState.EXAMINATION)
    opinions = list(waiting.select_for_update(of=("self",)).select_related("application", "body").order_by("pk"))
    for opinion in opinions:
        application = locked(opinion.application)
        body = _choose_body(application, on)
        before = _subject(opinion)
        if body:
            opinion.body = body
            opinion.save(update_fields=["body"])
            correspondence.about(application).hand_over("opinion", Party.body(from_.pk), Party.body(body.pk))
            _tell_asked(application, body, by, None)
        else:
            opinion.position, opinion.silent_on = Position.SILENCE, on
            opinion.save(update_fields=["position", "silent_on"])
            correspondence.about(application).stop("opinion", on, ClockState.LIFTED)
        application.save(update_fields=["asked_body", "asked_why"])
        _conclude(application, on)
        audit.record(
            RegistrationAct.HAND_OVER_OPINION,
            by=by,
            about=subject_of(application),
            body=_subject(opinion) if body else before,
            reasons="The committee that was asked is dissolved.",
            data={"on": str(on), "from": from_.code, "to": body.code if body else None},
        )
    return len(opinions)


def _conclude(application: Application, on: date) -> None:
    """Once examined, and heard or silent, the application waits for the decider."""
    if application.state != ApplicationState.EXAMINATION or not application.examination.examined_on:
        return
    if application.opinions.filter(position="").exists():
        return
    application.state = APPLICATION.check_step("conclude", application.state)
    application.save(update_fields=["state"])
    deadline = term(
        rules_of(application),
        "decision",
        on,
        Message("examination and opinion were in"),
    )
    correspondence.about(application).clock("decision", correspondence.deciders(), deadline)


def _subject(opinion: Opinion) -> Subject:
    return Subject(SubjectKind.BODY, str(opinion.body_id), str(opinion.body))
