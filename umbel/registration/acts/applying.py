"""Drafting, submitting and withdrawing an application."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.audit import acts as audit
from umbel.audit.acts import whole
from umbel.audit.locking import locked
from umbel.commitments.acts import withdraw_commitments
from umbel.commitments.queries import missing_pledges
from umbel.documents.queries import documents_of
from umbel.errors import NotNow, Problem, Problems
from umbel.notices.said import Said
from umbel.policy import find_pack
from umbel.policy.pack import Pack
from umbel.registration.acts import correspondence
from umbel.registration.models import Application
from umbel.registration.permissions import EDITABLE, check_is_applicant, check_may_apply
from umbel.registration.queries import Duplicate, duplicates, rules_of, subject_of, term
from umbel.registration.queries.terms import days_after
from umbel.registration.states import APPLICATION, ApplicationState
from umbel.registration.table_of_acts import RegistrationAct
from umbel.structure.identifiers import BadIdentifier, check_identifier
from umbel.structure.names import clean_name
from umbel.structure.queries import federation, written_for
from umbel.words import Message, Words

ANSWERS = (
    "language",
    "names",
    "identifier",
    "organization_class",
    "concept",
    "district",
    "size",
    "purposes",
    "office_holders",
)
SUBMITTED = Said(
    Message("We have your application {reference}"),
    Message(
        "The application to register {name} was submitted. It is first checked for completeness. The time for the "
        "decision is {due}"
    ),
)
"""The sentence of the deadline goes on within this one, so it begins small."""


@whole()
def start_application(*, language: str, on: date, by: Viewer) -> Application:
    """Begin a draft, under the pack in force. A draft is its applicant's own and not yet on the record."""
    check_may_apply(by)
    here = federation()
    pack = find_pack(here.pack_id, here.pack_version) if here else None
    if pack is None or pack.registration is None:
        raise NotNow(_("No applications are taken here: the rules in force say nothing about registration."))
    begun = Application.objects.filter(applicant_id=by.account_id)
    most = pack.registration.most_open
    if begun.exclude(state__in=[ApplicationState.REGISTERED, *CLOSED]).count() >= most:
        raise NotNow(_("You have %(most)d applications open. Submit or withdraw one first.") % {"most": most})
    return Application.objects.create(
        reference=next_reference("A", on, Application),
        applicant_id=by.account_id,
        language=written_for(language),
        pack_id=pack.id,
        pack_version=pack.version,
    )


CLOSED = (ApplicationState.WITHDRAWN, ApplicationState.REFUSED, ApplicationState.UPHELD)


@whole()
def save_answers(*, application: Application, by: Viewer, **answers: Any) -> Application:
    """Keep some answers of a draft, or of an application that was asked for more. Empty ones are kept empty.
    Raises Problems for what could never be right; what is only missing may wait until submission.
    """
    check_is_applicant(by, application)
    application = locked(application)
    if application.state not in EDITABLE:
        raise NotNow(_("This application was submitted, so its answers cannot be changed now."))
    if unknown := answers.keys() - set(ANSWERS):
        raise ValueError(f"An application knows no answers called {sorted(unknown)}.")
    for name, value in answers.items():
        setattr(application, name, Words(value).mapped(clean_name) if name == "names" else value)
    application.save(update_fields=[*answers, "saved_at"])
    return application


@whole()
def submit(*, application: Application, on: date, by: Viewer) -> Application:
    """Hand the application in: the registrar's clock starts. Raises Problems with everything that is missing."""
    check_is_applicant(by, application)
    application = locked(application)
    state = APPLICATION.check_step("submit", application.state)
    here = federation()
    assert here is not None
    pack = find_pack(here.pack_id, here.pack_version)
    check_complete(application, pack, on)
    application.state, application.submitted_on = state, on
    application.pack_id, application.pack_version, application.pack_hash = pack.id, pack.version, pack.content_hash
    started = Message("the application was submitted")
    assert pack.registration is not None
    target = days_after(pack, pack.registration.target_days, on, started)
    due = target.sentence(application.language)
    application.target_on = target.on
    application.save()
    correspondence.about(application).clock(
        "completeness", correspondence.registrar(), term(pack, "completeness", on, started)
    )
    correspondence.tell_applicant(
        application,
        "submitted",
        SUBMITTED,
        by=by,
        values={"due": due[0].lower() + due[1:]},
    )
    audit.record(
        RegistrationAct.SUBMIT,
        by=by.actor,
        about=subject_of(application),
        data={"on": str(on), "target": str(target.on), "pack": pack.id, "hash": pack.content_hash},
    )
    return application


@whole()
def send_more(*, application: Application, on: date, by: Viewer) -> Application:
    """Hand in what was asked for. It is asked for once, so the check that follows finds it complete or goes on."""
    check_is_applicant(by, application)
    application = locked(application)
    application.state = APPLICATION.check_step("send-more", application.state)
    pack = rules_of(application)
    check_complete(application, pack, on)
    application.save(update_fields=["state"])
    application.request.answered_on = on
    application.request.save(update_fields=["answered_on"])
    correspondence.about(application).stop("more-information", on)
    started = Message("what was missing was sent")
    correspondence.about(application).clock(
        "completeness", correspondence.registrar(), term(pack, "completeness", on, started)
    )
    audit.record(RegistrationAct.SEND_MORE, by=by.actor, about=subject_of(application), data={"on": str(on)})
    return application


@whole()
def withdraw(*, application: Application, on: date, by: Viewer, reasons: str = "") -> Application:
    """The applicant takes the application back; nothing follows from it, and they may apply again."""
    check_is_applicant(by, application)
    application = locked(application)
    application.state = APPLICATION.check_step("withdraw", application.state)
    application.save(update_fields=["state"])
    about = subject_of(application)
    correspondence.about(application).lift(on)
    withdraw_commitments(about=about, on=on, by=by.actor)
    audit.record(RegistrationAct.WITHDRAW, by=by.actor, about=about, reasons=reasons, data={"on": str(on)})
    return application


def check_complete(application: Application, pack: Pack, on: date, alike: list[Duplicate] | None = None) -> None:
    """Raises Problems naming every question without a usable answer; `field` is the question's id. `alike` is what
    `duplicates` found, where the caller asked already.
    """
    problems = [*_identity(application, pack, on, alike), *_answers(application, pack), *_enclosed(application, pack)]
    if problems:
        raise Problems(_("The application is not complete yet."), problems)


def next_reference(letter: str, on: date, model: Any) -> str:
    """The next number of the year: `A-2026-0007`."""
    begins = f"{letter}-{on.year}-"
    last = (
        model.objects.filter(reference__startswith=begins).order_by("-pk").values_list("reference", flat=True).first()
    )
    return f"{begins}{int(last.rpartition('-')[2]) + 1 if last else 1:04}"


def _identity(application: Application, pack: Pack, on: date, alike: list[Duplicate] | None) -> list[Problem]:
    assert pack.registration is not None
    problems = []
    if not application.names:
        problems.append(Problem(_("Give the organization's name, in at least one language."), field="name"))
    if application.identifier:
        try:
            check_identifier(pack.registration.identifier_scheme, application.identifier)
        except BadIdentifier as refused:
            problems.append(Problem(str(refused), field="name"))
    same = (
        alike
        if alike is not None
        else duplicates(
            names=application.names,
            identifier=application.identifier,
            scheme=pack.registration.identifier_scheme,
            as_of=on,
            without=application,
        )
    )
    problems += [
        Problem(
            _("%(name)s is on the register already. %(reason)s Choose another name, or ask for a change to its entry.")
            % {"name": duplicate.name, "reason": duplicate.reason},
            field="name",
        )
        for duplicate in same
        if duplicate.is_certain
    ]
    return problems


def _answers(application: Application, pack: Pack) -> list[Problem]:
    problems = []
    if application.organization_class not in {item.code for item in pack.organization_classes}:
        problems.append(Problem(_("Choose what kind of organization it is."), field="class"))
    if application.concept_id is None:
        problems.append(Problem(_("Choose its field."), field="field"))
    if application.district_id is None and pack.districts:
        problems.append(Problem(_("Choose its district."), field="district"))
    if len(application.purposes.strip()) < 20:
        problems.append(Problem(_("Describe its purposes in a sentence or two."), field="purposes"))
    held = {holder.get("office") for holder in application.office_holders if holder.get("name", "").strip()}
    problems += [
        Problem(
            _("Name who is its %(office)s.") % {"office": office.title.in_language(application.language)},
            field="office-holders",
        )
        for office in pack.offices
        if office.required and office.code not in held
    ]
    return problems


def _enclosed(application: Application, pack: Pack) -> list[Problem]:
    about = subject_of(application)
    kinds = set(documents_of(about.kind, about.id).values_list("kind", flat=True))
    problems = [
        Problem(
            _("Add this document: %(title)s.") % {"title": kind.title.in_language(application.language)},
            field="documents",
        )
        for kind in pack.document_kinds
        if kind.required
        and (not kind.classes or application.organization_class in kind.classes)
        and kind.code not in kinds
    ]
    problems += [
        Problem(
            _("Make this commitment: %(title)s.") % {"title": pledge.title.in_language(application.language)},
            field="commitments",
        )
        for pledge in missing_pledges(pack, about)
    ]
    return problems
