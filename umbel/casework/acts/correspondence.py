"""What the two sides of a case are told, by when they answer, and the line each step leaves on the file."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from umbel.accounts.permissions import Role, Viewer
from umbel.audit import acts as audit
from umbel.audit.actors import Actor, Subject
from umbel.audit.subjects import SubjectKind
from umbel.casework.models import Case, CaseStep
from umbel.casework.queries import rules_of, subject_of
from umbel.casework.table_of_acts import CaseAct
from umbel.deadlines import Deadline, working_days_after
from umbel.documents.models import Document
from umbel.notices.acts import Party
from umbel.notices.correspondence import Correspondence
from umbel.notices.models import Notice
from umbel.notices.said import Said
from umbel.notices.states import PartyKind
from umbel.policy.obligations import calendar_of
from umbel.words import Message

CLOCK = Actor.program("clock")
PATH = "/cases/{}/"
ORGANIZATION, SUPERVISOR = "organization", "supervisor"
TITLES = {
    "reply": Message("Reply to the notice of a case"),
    "serve": Message("Prove that a paper of a case arrived"),
    "consider": Message("Consider the case"),
    "decide": Message("Decide the case"),
    "appeal-request": Message("Last day to appeal"),
    "appeal": Message("Decide the appeal"),
    "interim": Message("Rule on the objection to an interim measure"),
    "end": Message("End a measure whose remedy is done"),
}
AS_WRITTEN = Message("{words}")
"""What somebody wrote, in no language but their own."""


def write(
    case: Case,
    act: CaseAct,
    on: date,
    by: Viewer | Actor,
    *,
    side: str = SUPERVISOR,
    words: str = "",
    data: dict[str, Any] | None = None,
    documents: Sequence[Document] = (),
) -> CaseStep:
    """One line of the file, with its entry in the ledger."""
    actor = by.actor
    entry = audit.record(
        act,
        by=actor,
        about=subject_of(case),
        body=Subject(SubjectKind.BODY, str(case.body_id), str(case.body))
        if case.body_id and side == SUPERVISOR
        else None,
        reasons=words,
        data={"on": str(on), **(data or {})},
    )
    return CaseStep.objects.create(
        case=case,
        number=case.steps.count() + 1,
        code=act.name_in_piece,
        on=on,
        account_id=by.account_id if isinstance(by, Viewer) else None,
        side=side,
        words=words,
        data=data or {},
        entry=entry.number,
        documents=[document.pk for document in documents],
    )


def for_the_file(case: Case, message: Message) -> str:
    """What the program itself puts on a file: in the language of the case, as its papers are."""
    return message.in_language(case.language)


def days_for(case: Case, code: str) -> int:
    """Working days that the case's pack gives a step."""
    return rules_of(case).due_time(code).working_days


def term(case: Case, days: int, on: date, because: Message) -> Deadline:
    """A number of working days by the calendar of the case's pack."""
    pack = rules_of(case)
    return working_days_after(on, days, calendar=calendar_of(pack), time_zone=pack.time_zone, started_by=because)


def about(case: Case) -> Correspondence:
    """Everything written about a case."""
    return Correspondence(piece="casework", about=subject_of(case), titles=TITLES, values={"reference": case.reference})


def office_clock(case: Case, code: str, for_: Party, on: date) -> None:
    """Start the time an office has for its own step."""
    about(case).clock(code, for_, term(case, days_for(case, "case-step"), on, Message("the step before was taken")))


def supervisors(case: Case) -> Party:
    """Those who work on the case."""
    return Party.body(case.body_id) if case.body_id else Party.role(Role.APEX_OFFICER)


def deciders(case: Case) -> Party:
    """Those who decide it."""
    return Party.body(case.body_id or 0) if case.decider == "joint" else Party.role(Role.APEX_DECIDER)


def reviewers() -> Party:
    return Party.role(Role.REVIEWER)


def the_organization(case: Case) -> Party:
    return Party.organization(case.organization_id)


def tell_organization(
    case: Case,
    code: str,
    said: Said,
    by: Viewer | Actor,
    *,
    deadline: Deadline | None = None,
    document: Document | None = None,
) -> Notice:
    """A notice to the organization, in the language of the case."""
    path = PATH.format(case.reference)
    own = the_organization(case)
    return about(case).tell(
        own, code, said, by=by, language=case.language, path=path, deadline=deadline, document=document
    )


def tell_office(case: Case, to: Party, code: str, said: Said, by: Viewer | Actor) -> Notice:
    """A notice to an office, whose officers each read their own language."""
    return about(case).tell(to, code, said, by=by, path=PATH.format(case.reference))


def everyone_told(case: Case) -> list[Party]:
    """Everyone who was ever sent something about the case."""
    rows = Notice.objects.filter(subject_kind=SubjectKind.CASE, subject_id=str(case.pk)).order_by("pk")
    return list(dict.fromkeys(Party(PartyKind(kind), key) for kind, key in rows.values_list("party_kind", "party_id")))
