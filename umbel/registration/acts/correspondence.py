"""What the two sides of an application or a change request are told, and by when they answer."""

from collections.abc import Mapping
from typing import Any

from umbel.accounts.permissions import Role, Viewer
from umbel.audit.actors import Actor
from umbel.deadlines import Deadline
from umbel.documents.models import Document
from umbel.notices.acts import Party
from umbel.notices.correspondence import Correspondence
from umbel.notices.said import Said
from umbel.registration.models import Application, ChangeRequest
from umbel.registration.queries import subject_of
from umbel.structure.queries import written_for
from umbel.words import Message

TITLES = {
    "completeness": Message("Check whether the application is complete"),
    "more-information": Message("Send what is missing in your application"),
    "examination": Message("Examine the application"),
    "opinion": Message("Give an opinion on the application"),
    "decision": Message("Decide on the application"),
    "placement": Message("Confirm the joint committee"),
    "change": Message("Decide on a requested change"),
    "review-request": Message("Last day to ask for a review"),
    "review": Message("Decide the review"),
}


def about(application: Application) -> Correspondence:
    """Everything written about an application."""
    values = {"name": application, "reference": application.reference}
    return Correspondence(piece="registration", about=subject_of(application), titles=TITLES, values=values)


def about_change(change: ChangeRequest) -> Correspondence:
    """Everything written about a change request."""
    values = {"reference": change.reference}
    return Correspondence(piece="registration", about=subject_of(change), titles=TITLES, values=values)


def tell_applicant(
    application: Application,
    code: str,
    said: Said,
    *,
    by: Viewer | Actor,
    deadline: Deadline | None = None,
    document: Document | None = None,
    values: Mapping[str, Any] | None = None,
) -> None:
    """A notice to the applicant, in the application's language."""
    about(application).tell(
        Party.account(application.applicant_id),
        code,
        said,
        by=by,
        language=application.language,
        path=f"/applications/{application.reference}/",
        deadline=deadline,
        document=document,
        values=values,
    )


def tell_office(
    application: Application,
    to: Party,
    code: str,
    said: Said,
    *,
    by: Viewer | Actor,
    deadline: Deadline | None = None,
    values: Mapping[str, Any] | None = None,
) -> None:
    """A notice to a committee or to those who hold a role."""
    path = f"/desk/applications/{application.reference}/"
    about(application).tell(to, code, said, by=by, path=path, deadline=deadline, values=values)


def tell_requester(
    change: ChangeRequest,
    code: str,
    said: Said,
    *,
    by: Viewer | Actor,
    deadline: Deadline | None = None,
    document: Document | None = None,
    values: Mapping[str, Any] | None = None,
) -> None:
    """A notice to the organization, in the language of whoever asked for the change."""
    about_change(change).tell(
        Party.organization(change.organization_id),
        code,
        said,
        by=by,
        language=written_for(change.requested_by.language),
        path=f"/changes/{change.reference}/",
        deadline=deadline,
        document=document,
        values=values,
    )


def desk_path(change: ChangeRequest) -> str:
    """Where officers read a change request."""
    return f"/desk/changes/{change.reference}/"


def registrar() -> Party:
    """Those who examine."""
    return Party.role(Role.REGISTRAR_OFFICER)


def deciders() -> Party:
    """Those who decide."""
    return Party.role(Role.REGISTRAR_DECIDER)


def reviewers() -> Party:
    """Those who hear reviews."""
    return Party.role(Role.REVIEWER)


def apex_deciders() -> Party:
    """Those who decide transfers."""
    return Party.role(Role.APEX_DECIDER)


def apex() -> Party:
    """Those who confirm placements."""
    return Party.role(Role.APEX_OFFICER)
