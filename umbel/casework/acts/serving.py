"""Bringing a paper to the organization, and the proof that it arrived: nothing goes on without it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max
from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.audit.actors import Actor
from umbel.audit.acts import whole
from umbel.audit.locking import locked
from umbel.casework import letters
from umbel.casework.acts import correspondence
from umbel.casework.acts.effects import suspend, take_effect
from umbel.casework.acts.rounds import begin_another
from umbel.casework.models import Case, Service
from umbel.casework.permissions import check_may_speak, check_may_work
from umbel.casework.queries import (
    TRIES_BEFORE_PUBLICATION,
    failed_ways,
    paper_awaited,
    rules_of,
    rung_of,
    sending_of,
    service_day,
    subject_of,
)
from umbel.casework.states import CASE, Again, CaseState, Paper, ServiceChannel, ServiceOutcome
from umbel.casework.table_of_acts import CaseAct
from umbel.documents.acts import add_document, write_document
from umbel.documents.models import Document
from umbel.errors import NotNow, need
from umbel.notices.said import Said
from umbel.policy.obligations import calendar_of
from umbel.structure.models import Body
from umbel.structure.queries import letter_languages
from umbel.words import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try at handing a paper over, beside this site and e-mail."""

    channel: ServiceChannel
    delivered: bool
    detail: str
    """To whom and where, or why it failed."""
    on: date


@whole()
def send_notice(*, case: Case, on: date, by: Viewer) -> Case:
    """Send the notice: what is proposed, on which facts and which rule, and how to reply."""
    check_may_work(by, case, on)
    case = locked(case)
    if not case.adverse:
        raise NotNow(_("Advice and reminders are given at once; they take no notice."))
    case.state = CASE.check_step("send-notice", case.state)
    case.round.noticed_on = on
    case.round.save()
    case.save()
    content = letters.notice(case, on, _body_name(case))
    paper = write_document(
        subject=subject_of(case), kind="notice", name=f"{case.reference}-notice.pdf", content=content, by=by.actor
    )
    _serve(case, PROPOSED.filled(ground=case.round.ground), paper, on, by)
    correspondence.write(case, CaseAct.SEND_NOTICE, on, by, documents=[paper])
    return case


PROPOSED = Said(
    title=Message("A measure is proposed: {reference}"),
    text=Message(
        "Nothing has been decided. Open the case: it says what is proposed, on which facts, and how you reply."
        "\n\n{ground}"
    ),
)


def serve_decision(case: Case, on: date, by: Viewer | Actor) -> Document:
    """Set and send the decision; part of the act that makes it."""
    paper = write_document(
        subject=subject_of(case),
        kind="decision",
        name=f"{case.reference}-decision.pdf",
        content=letters.decision(case),
        by=by.actor,
    )
    said = Said(
        title=Message("Decision: {reference}"),
        text=Message("{reasons}\n\n{effect}").filled(reasons=case.round.reasons, effect=letters.effect_words(case)),
    )
    _serve(case, said, paper, on, by)
    return paper


def _serve(case: Case, said: Said, document: Document, on: date, by: Viewer | Actor) -> None:
    paper = _awaited(case)
    notice = correspondence.tell_organization(case, paper.value, said, by, document=document)
    Service.objects.create(
        case=case,
        paper=paper,
        round=case.round,
        sending=sending_of(case, paper) + 1,
        channel=ServiceChannel.SITE,
        tried_on=on,
        notice=notice,
    )
    correspondence.office_clock(case, "serve", correspondence.supervisors(case), on)


@whole()
def try_service(
    *, case: Case, attempt: Attempt, on: date, by: Viewer, files: Sequence[tuple[str, bytes]] = ()
) -> Service:
    """Record an attempt to hand the paper over in person or by post, what became of it, and what shows that."""
    check_may_work(by, case, on)
    case = locked(case)
    paper = _awaited(case)
    if attempt.channel not in {ServiceChannel.POST, ServiceChannel.IN_PERSON}:
        raise NotNow(_("Attempts by post or in person are recorded here; the site records its own."))
    need(attempt.detail, _("Say to whom and where, or why it failed: it is the proof."), "detail")
    _check_day(case, attempt.on, on)
    made = Service.objects.create(
        case=case,
        paper=paper,
        round=case.round,
        sending=sending_of(case, paper),
        channel=attempt.channel,
        tried_on=attempt.on,
        outcome=ServiceOutcome.DELIVERED if attempt.delivered else ServiceOutcome.FAILED,
        detail=attempt.detail.strip(),
        served_on=attempt.on if attempt.delivered else None,
    )
    data = {"channel": attempt.channel.value, "delivered": attempt.delivered, "tried": str(attempt.on)}
    shown = [
        add_document(subject=subject_of(case), kind="service", name=name, content=content, by=by.actor)
        for name, content in files
    ]
    correspondence.write(case, CaseAct.TRY_SERVICE, on, by, words=attempt.detail.strip(), data=data, documents=shown)
    if attempt.delivered:
        _proven(case, on, by)
    return made


@whole()
def publish_paper(*, case: Case, reasons: str, on: date, by: Viewer) -> Service:
    """Substituted service: after two ways have failed, the fact that a paper waits is published; it counts as served
    when the pack's time has passed since.
    """
    check_may_work(by, case, on)
    case = locked(case)
    paper = _awaited(case)
    failed = failed_ways(case, paper)
    if len(failed) < TRIES_BEFORE_PUBLICATION:
        raise NotNow(
            _("A paper is published only after two ways have failed. So far: %(ways)s.")
            % {"ways": ", ".join(sorted(failed)) or _("none")}
        )
    need(reasons, _("Say what was tried, and why it cannot be handed over."), "reasons")
    days = rung_of(case).substituted_days or 0
    served_on = calendar_of(rules_of(case)).add_working_days(on, days)
    made = Service.objects.create(
        case=case,
        paper=paper,
        round=case.round,
        sending=sending_of(case, paper),
        channel=ServiceChannel.PUBLICATION,
        tried_on=on,
        detail=reasons.strip(),
        served_on=served_on,
    )
    data = {"channel": "publication", "counts_as_served_on": str(served_on)}
    correspondence.write(case, CaseAct.TRY_SERVICE, on, by, words=reasons.strip(), data=data)
    return made


@whole()
def acknowledge(*, case: Case, on: date, by: Viewer) -> Case:
    """The organization confirms that it has the paper."""
    check_may_speak(by, case)
    case = locked(case)
    paper = _awaited(case)
    Service.objects.create(
        case=case,
        paper=paper,
        round=case.round,
        sending=sending_of(case, paper),
        channel=ServiceChannel.SITE,
        tried_on=on,
        outcome=ServiceOutcome.DELIVERED,
        served_on=on,
        detail=by.label,
    )
    correspondence.write(
        case, CaseAct.ACKNOWLEDGE, on, by, side=correspondence.ORGANIZATION, data={"paper": paper.value}
    )
    return _proven(case, on, by)


@whole()
def prove_service(*, case: Case, on: date, by: Viewer) -> Case:
    """Go on once the paper counts as served: opened here, handed over, or published for long enough."""
    check_may_work(by, case, on)
    case = locked(case)
    _awaited(case)
    return _proven(case, on, by)


def _proven(case: Case, on: date, by: Viewer | Actor) -> Case:
    """From here the organization's time runs; part of the act that brought the proof."""
    paper = _awaited(case)
    day = service_day(case, paper, on)
    if day is None:
        raise NotNow(_("Nothing proves yet that the paper arrived: nobody has opened it here, and no way succeeded."))
    correspondence.about(case).stop_by_day("serve", on)
    if paper is Paper.NOTICE:
        case.state = CASE.check_step("prove-notice", case.state)
        deadline = correspondence.term(case, rung_of(case).reply_days or 0, day, Message("the notice was served"))
        case.round.served_on, case.round.reply_until = day, deadline.on
        correspondence.about(case).clock("reply", correspondence.the_organization(case), deadline)
        title = Message("Your time to reply has begun: {reference}")
    else:
        case.state = CASE.check_step("prove-decision", case.state)
        deadline = correspondence.term(case, rung_of(case).appeal_days or 0, day, Message("the decision was served"))
        case.round.decision_served_on, case.round.appeal_until = day, deadline.on
        correspondence.about(case).clock("appeal-request", correspondence.the_organization(case), deadline)
        title = Message("Your time to appeal has begun: {reference}")
    case.round.save()
    if paper is Paper.DECISION and not case.round.appeal_suspends:
        take_effect(case, day)
    case.save()
    said = Said(title, correspondence.AS_WRITTEN.filled(words=deadline.sentence(case.language)))
    correspondence.tell_organization(case, "time-runs", said, by, deadline=deadline)
    correspondence.write(
        case, CaseAct.PROVE_SERVICE, on, by, data={"paper": paper.value, "served": str(day), "until": str(deadline.on)}
    )
    return case


@whole()
def ask_for_language(*, case: Case, language: str, on: date, by: Viewer) -> Case:
    """The organization was served in a language it did not choose: the paper is sent anew in the other one, and the
    time begins again with it. Only while that time runs, and once for each paper.
    """
    check_may_speak(by, case)
    case = locked(case)
    if language == case.language or language not in letter_languages():
        raise NotNow(_("Choose the language in which you were not served."))
    since = case.steps.filter(code="begin-again").aggregate(last=Max("number"))["last"] or 0
    if case.steps.filter(code="ask-for-language", data__state=case.state, number__gt=since).exists():
        raise NotNow(_("You asked for another language already."))
    before = CaseState(case.state)
    case.state = CASE.check_step("ask-for-language", before)
    until = case.round.reply_until if before == CaseState.REPLY else case.round.appeal_until
    if until and on > until:
        raise NotNow(_("This could be asked for until %(day)s.") % {"day": until})
    case.language = language
    if before == CaseState.REPLY:
        begin_another(case, case.organization, on, Again.LANGUAGE)
        correspondence.about(case).stop_by_day("reply", on)
    else:
        suspend(case, on)
        case.save()
        case.round.decision_served_on = case.round.appeal_until = None
        case.round.save()
        correspondence.about(case).stop_by_day("appeal-request", on)
    case.save()
    correspondence.write(
        case,
        CaseAct.ASK_FOR_LANGUAGE,
        on,
        by,
        side=correspondence.ORGANIZATION,
        data={"language": language, "state": before.value},
    )
    if before == CaseState.APPEALABLE:
        serve_decision(case, on, by.actor)
    said = Said(
        title=Message("Serve it in another language: {reference}"),
        text=Message("It asks for the paper in another language. Its time begins again with that paper."),
    )
    correspondence.tell_office(case, correspondence.supervisors(case), "language", said, by)
    return case


def note_services(*, on: date, by: Actor = correspondence.CLOCK) -> int:
    """Let the time run in every case whose paper has arrived meanwhile. Safe to run twice. Returns how many."""
    return sum(_note(key, on, by) for key in _waiting())


def _waiting() -> list[int]:
    rows = Case.objects.filter(state__in=[CaseState.NOTICED, CaseState.DECIDED]).order_by("pk")
    return list(rows.values_list("pk", flat=True))


@whole()
def _note(key: int, on: date, by: Actor) -> int:
    case = Case.objects.select_for_update(of=("self",)).select_related("organization", "body", "round").get(pk=key)
    paper = paper_awaited(case)
    if paper is None or service_day(case, paper, on) is None:
        return 0
    _proven(case, on, by)
    return 1


def _awaited(case: Case) -> Paper:
    paper = paper_awaited(case)
    if paper is None:
        raise NotNow(_("No paper of this case is on its way."))
    return paper


def _check_day(case: Case, day: date, on: date) -> None:
    sent = case.round.noticed_on if case.state == CaseState.NOTICED else case.round.decided_on
    if day > on or (sent and day < sent):
        raise NotNow(_("The day lies between %(first)s and today.") % {"first": sent}, field="tried_on")


def _body_name(case: Case) -> str:
    if case.body is None:
        body = Body.objects.filter(tier="apex").first()
        return letters.named(body, case.language)
    return letters.named(case.body, case.language)
