"""Deciding an application: registration, registration with conditions, or refusal; and standing aside."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Role, Viewer
from umbel.audit import acts as audit
from umbel.audit.actors import Subject
from umbel.audit.acts import whole
from umbel.audit.locking import locked
from umbel.audit.subjects import SubjectKind
from umbel.commitments.acts import enter_into_force
from umbel.deadlines import Deadline
from umbel.documents.acts import write_document
from umbel.errors import NotAllowed, NotNow, Problem, Problems
from umbel.notices.acts import Party
from umbel.notices.said import Said
from umbel.registration import letters
from umbel.registration.acts import correspondence
from umbel.registration.models import Application, ChangeRequest, Decision, Recusal
from umbel.registration.permissions import check_may_decide
from umbel.registration.queries import rules_of, subject_of, term
from umbel.registration.queries.numbers import next_number
from umbel.registration.states import APPLICATION, ApplicationState, Outcome
from umbel.registration.table_of_acts import RegistrationAct
from umbel.structure.acts import enter_organization
from umbel.structure.acts.roles import give_role
from umbel.structure.identifiers import BadIdentifier, check_identifier
from umbel.structure.models import Organization
from umbel.words import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """What a decision consists of, in writing. `conditions` are pairs of text and day."""

    reasons: str
    ground: str = ""
    facts_relied_on: str = ""
    facts_set_aside: str = ""
    conditions: tuple[tuple[str, date], ...] = ()
    number: str = ""
    """The number given to the organization; empty for the next one."""


@whole()
def grant(*, application: Application, ruled: Ruled, on: date, by: Viewer) -> Organization:
    """Decide to register, perhaps with conditions: the organization enters the register on that day, its
    commitments enter into force, and the applicant becomes its approver. Only `outcomes.register` calls it, as what is
    due from the organization follows.
    """
    check_may_decide(by, application)
    application = locked(application)
    check_undecided(application)
    state = APPLICATION.check_step("register", application.state)
    _check_written(ruled, on, refuses=False)
    decision = Decision.objects.create(
        application=application,
        outcome=Outcome.WITH_CONDITIONS if ruled.conditions else Outcome.REGISTERED,
        decided_by_id=by.account_id,
        decided_on=on,
        reasons=ruled.reasons.strip(),
        facts_relied_on=ruled.facts_relied_on.strip(),
        facts_set_aside=ruled.facts_set_aside.strip(),
        conditions=[{"text": text.strip(), "due_on": day.isoformat()} for text, day in ruled.conditions],
    )
    organization = enter(application, state, on, by, ruled.number)
    audit.record(
        RegistrationAct.REGISTER,
        by=by.actor,
        about=subject_of(application),
        reasons=ruled.reasons,
        data={"on": str(on), "organization": organization.pk, "conditions": decision.conditions},
    )
    return organization


@whole()
def refuse(*, application: Application, ruled: Ruled, on: date, by: Viewer) -> Decision:
    """Refuse, in writing: the ground, the facts relied on and set aside, the reasons, and the way to a review."""
    check_may_decide(by, application)
    application = locked(application)
    check_undecided(application)
    state = APPLICATION.check_step("refuse", application.state)
    _check_written(ruled, on, refuses=True)
    pack = rules_of(application)
    if ruled.ground not in {ground.code for ground in pack.refusal_grounds}:
        raise NotAllowed(_("Registration may be refused only on a ground that the published rules name."))
    deadline = term(pack, "review-request", on, Message("the refusal was served on this site"))
    decision = Decision.objects.create(
        application=application,
        outcome=Outcome.REFUSED,
        decided_by_id=by.account_id,
        decided_on=on,
        ground=ruled.ground,
        reasons=ruled.reasons.strip(),
        facts_relied_on=ruled.facts_relied_on.strip(),
        facts_set_aside=ruled.facts_set_aside.strip(),
        review_until=deadline.on,
    )
    application.state, application.decided_on = state, on
    application.save(update_fields=["state", "decided_on"])
    correspondence.about(application).lift(on)
    correspondence.about(application).clock("review-request", Party.account(application.applicant_id), deadline)
    _serve_refusal(application, decision, deadline, by)
    audit.record(
        RegistrationAct.REFUSE,
        by=by.actor,
        about=subject_of(application),
        reasons=ruled.reasons,
        data={"on": str(on), "ground": ruled.ground, "review_until": str(deadline.on)},
    )
    return decision


@whole()
def recuse(*, about: Application | ChangeRequest, reasons: str, on: date, by: Viewer) -> Recusal:
    """Declare a conflict of interest: whoever does takes no further part."""
    if not reasons.strip():
        raise NotNow(_("Say what the conflict is, in a few words."))
    if not by.is_officer:
        raise NotAllowed(_("Only officers who deal with it stand aside."))
    subject = subject_of(about)
    recusal, made = Recusal.objects.get_or_create(
        subject_kind=subject.kind,
        subject_id=subject.id,
        account_id=by.account_id,
        defaults={"declared_on": on, "reasons": reasons.strip()},
    )
    if not made:
        return recusal
    audit.record(RegistrationAct.RECUSE, by=by.actor, about=subject, reasons=reasons, data={"on": str(on)})
    return recusal


def enter(application: Application, state: str, on: date, by: Viewer, number: str = "") -> Organization:
    """Put the organization on the register, as part of the act that decided it."""
    pack = rules_of(application)
    assert pack.registration is not None
    scheme = pack.registration.identifier_scheme
    given = number or application.identifier or next_number(scheme, application)
    try:
        given = check_identifier(scheme, given)
    except BadIdentifier as refused:
        raise NotNow(str(refused), field="number") from refused
    organization = enter_organization(
        names=application.names,
        identifier=(scheme, given),
        concept=application.concept,
        district=application.district,
        size=application.size,
        office_holders=[(holder["office"], holder["name"]) for holder in application.office_holders],
        on=on,
        by=by.actor,
    )
    give_role(
        account=application.applicant,
        role=Role.ORGANIZATION_APPROVER,
        organization=organization,
        on=on,
        by=by.actor,
    )
    application.state, application.decided_on, application.organization = state, on, organization
    application.save(update_fields=["state", "decided_on", "organization"])
    enter_into_force(about=subject_of(application), organization=organization, pack=pack, on=on, by=by.actor)
    correspondence.about(application).lift(on)
    correspondence.about(application).clock(
        "placement",
        correspondence.apex(),
        term(pack, "placement", on, Message("the organization was registered")),
    )
    _send_certificate(application, organization, by)
    return organization


def check_undecided(application: Application) -> None:
    """Raises NotNow, naming who decided, when someone was quicker."""
    decision = Decision.objects.filter(application=application).select_related("decided_by").first()
    if decision and application.state in {ApplicationState.REGISTERED, ApplicationState.REFUSED}:
        raise NotNow(
            _("%(name)s decided this application on %(day)s already. What you wrote was not used.")
            % {"name": decision.decided_by, "day": decision.decided_on}
        )


def _serve_refusal(application: Application, decision: Decision, deadline: Deadline, by: Viewer) -> None:
    letter = write_document(
        subject=subject_of(application),
        kind="letter",
        name=f"{application.reference}-decision.pdf",
        content=letters.refusal(decision, deadline),
        by=by.actor,
    )
    correspondence.tell_applicant(
        application,
        "refused",
        Said(
            Message("Decision on application {reference}"),
            Message(
                "The registration of {name} was refused. The letter gives the ground, the facts and the reasons, "
                "and says how to have the decision reviewed by someone who had no part in it."
            ),
        ),
        by=by,
        deadline=deadline,
        document=letter,
    )


def _send_certificate(application: Application, organization: Organization, by: Viewer) -> None:
    certificate = write_document(
        subject=Subject(SubjectKind.ORGANIZATION, str(organization.pk), str(application)),
        kind="certificate",
        name=f"{application.reference}-certificate.pdf",
        content=letters.certificate(application, organization),
        by=by.actor,
    )
    correspondence.tell_applicant(
        application,
        "registered",
        Said(
            Message("{name} is registered"),
            Message(
                "{name} was entered in the register. Its certificate comes with this notice. Next it is placed "
                "under a joint committee. You are its approver now: you can read its whole file and submit for it."
            ),
        ),
        by=by,
        document=certificate,
    )


def _check_written(ruled: Ruled, on: date, *, refuses: bool) -> None:
    problems = []
    if not ruled.reasons.strip():
        problems.append(Problem(_("Give the reasons for the decision."), field="reasons"))
    if refuses:
        wanted = {
            "ground": _("Choose the rule on which it is refused."),
            "facts_relied_on": _("Name the facts the refusal rests on."),
            "facts_set_aside": _("Name the facts you set aside and why, or write that there are none."),
        }
        problems += [
            Problem(sentence, field=name) for name, sentence in wanted.items() if not getattr(ruled, name).strip()
        ]
    for text, day in ruled.conditions:
        if not text.strip():
            problems.append(Problem(_("Write what the condition asks for."), field="conditions"))
        if day <= on:
            problems.append(Problem(_("A condition is to be met on a day to come."), field="conditions"))
    if problems:
        raise Problems(_("The decision cannot be made like this."), problems)
