"""Each kind of subject as a reader meets it: what it is called, where its page is, and who may read it.

The ledger, documents, deadlines and the desk ask here; nothing else says where the page of an application is.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from umbel.accounts.permissions import Permission, Role, Viewer
from umbel.activities.models import Activity, Obligation, Visit
from umbel.audit.subjects import SubjectKind as Kind
from umbel.bulletins.models import Return
from umbel.bulletins.queries import readable_bulletins, readable_calls
from umbel.casework.models import Case
from umbel.commitments.models import Commitment
from umbel.errors import NotFound
from umbel.registration.models import Application, ChangeRequest
from umbel.registration.queries import readable_applications
from umbel.registration.queries.changes import readable_changes
from umbel.rulemaking.permissions import may_read_lab
from umbel.rulemaking.queries import consultations
from umbel.structure.models import Body, Organization
from umbel.structure.permissions import readable_files
from umbel.web.fields import is_key
from umbel.web.shortcuts import signed_in, today_of, viewer_of
from umbel.web.viewing import UmbelRequest

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

type Read = Callable[[Viewer, date, Collection[str]], set[str]]
"""Of the keys that are asked about, those of subjects that the viewer may read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectPage:
    """A kind of subject."""

    title: "_StrPromise"
    path: Callable[[str, Viewer], str]
    """Where its page is, by its key, for whoever looks; empty where it has none."""
    readable: Read | None = None
    """Who may read it; None where everyone may."""
    of_organization: type[Model] | None = None
    """Its model, where it belongs to one organization: whoever reads that file reads it."""


def subject_path(kind: str, key: str) -> str:
    """The address that leads to the page of a subject, whoever follows it; empty where there is no such page."""
    return reverse("subject", args=[kind, key]) if kind in SUBJECTS else ""


@signed_in
@require_safe
def subject(request: UmbelRequest, kind: str, key: str) -> HttpResponse:
    """To the page of a subject. One that is not there and one that is not for this reader look the same."""
    page, viewer = SUBJECTS.get(Kind(kind)) if kind in set(Kind) else None, viewer_of(request)
    path = ""
    if page is not None and key in readable_keys(page, viewer, today_of(request), {key}):
        path = page.path(key, viewer)
    if not path:
        raise NotFound(_("There is nothing here that your role may read."))
    return redirect(path)


def readable_keys(page: SubjectPage, viewer: Viewer, on: date, keys: Collection[str]) -> set[str]:
    """Of these keys, those of subjects that the viewer may read; an auditor reads all."""
    if page.readable is None or viewer.role == Role.AUDITOR:
        return set(keys)
    return page.readable(viewer, on, keys) if keys else set()


def _among(rows: Callable[[Viewer, date], Any]) -> Read:
    """Those among rows that a query finds for the viewer."""

    def read(viewer: Viewer, on: date, keys: Collection[str]) -> set[str]:
        found = rows(viewer, on).filter(pk__in=[key for key in keys if is_key(key)])
        return {str(key) for key in found.values_list("pk", flat=True)}

    return read


def _in_files(model: type[Any]) -> Read:
    """Those of organizations whose files the viewer may read."""

    def rows(viewer: Viewer, on: date) -> Any:
        return model.objects.filter(organization__in=Organization.objects.filter(readable_files(viewer, on)))

    return _among(rows)


def _own_account(viewer: Viewer, _on: date, keys: Collection[str]) -> set[str]:
    return set(keys) if viewer.has(Permission.MANAGE_ROLES) else {str(viewer.user_id)} & set(keys)


def _drafts(viewer: Viewer, on: date, keys: Collection[str]) -> set[str]:
    return set(keys) if may_read_lab(viewer) else _among(lambda _viewer, _on: consultations())(viewer, on, keys)


def _to(name: str, *args: Any) -> str:
    """An address; empty where such a key has none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _at(name: str) -> Callable[[str, Viewer], str]:
    return lambda key, _viewer: _to(name, key)


def _alone(name: str) -> Callable[[str, Viewer], str]:
    return lambda _key, _viewer: _to(name)


def _nowhere(_key: str, _viewer: Viewer) -> str:
    return ""


def _by(column: str, model: type[Any], name: str) -> Callable[[str, Viewer], str]:
    """A page that is found by another column than the key."""

    def path(key: str, _viewer: Viewer) -> str:
        value = model.objects.filter(pk=key).values_list(column, flat=True).first() if is_key(key) else None
        return _to(name, value) if value else ""

    return path


def _for_both_sides(model: type[Any], own: str, officers: str) -> Callable[[str, Viewer], str]:
    """A page for those who ask, and another for those who deal with it."""

    def path(key: str, viewer: Viewer) -> str:
        return _by("reference", model, officers if viewer.is_officer else own)(key, viewer)

    return path


def _cycle(key: str, viewer: Viewer) -> str:
    if viewer.organization_id is not None:
        return _to("assessment", viewer.organization_id, key)
    return _to("cycle", key)


def _draft(key: str, viewer: Viewer) -> str:
    return _to("lab-draft" if may_read_lab(viewer) else "consultation", key)


def _pack(key: str, _viewer: Viewer) -> str:
    return _to("pack", *key.split("@", 1)) if "@" in key else ""


SUBJECTS: dict[Kind, SubjectPage] = {
    Kind.ACCOUNT: SubjectPage(title=gettext_lazy("account"), path=_alone("role-holders"), readable=_own_account),
    Kind.ACTIVITY: SubjectPage(
        title=gettext_lazy("report of an activity"),
        path=_at("activity"),
        readable=_in_files(Activity),
        of_organization=Activity,
    ),
    Kind.APPLICATION: SubjectPage(
        title=gettext_lazy("application"),
        path=_for_both_sides(Application, "application", "desk-application"),
        readable=_among(lambda viewer, _on: readable_applications(viewer)),
    ),
    Kind.BODY: SubjectPage(title=gettext_lazy("committee"), path=_by("code", Body, "committee")),
    Kind.BULLETIN: SubjectPage(
        title=gettext_lazy("bulletin"),
        path=_at("bulletin"),
        readable=_among(lambda viewer, _on: readable_bulletins(viewer)),
    ),
    Kind.CALL: SubjectPage(
        title=gettext_lazy("call for a return"),
        path=_at("call"),
        readable=_among(lambda viewer, _on: readable_calls(viewer)),
    ),
    Kind.CASE: SubjectPage(
        title=gettext_lazy("case"),
        path=_by("reference", Case, "case"),
        readable=_in_files(Case),
        of_organization=Case,
    ),
    Kind.CHANGE_REQUEST: SubjectPage(
        title=gettext_lazy("request for a change"),
        path=_for_both_sides(ChangeRequest, "change", "desk-change"),
        readable=_among(readable_changes),
        of_organization=ChangeRequest,
    ),
    Kind.CLASSIFICATION: SubjectPage(title=gettext_lazy("classification"), path=_nowhere),
    Kind.COMMITMENT: SubjectPage(
        title=gettext_lazy("commitment"),
        path=_by("organization_id", Commitment, "organization-commitments"),
        readable=_in_files(Commitment),
        of_organization=Commitment,
    ),
    Kind.CYCLE: SubjectPage(title=gettext_lazy("evaluation cycle"), path=_cycle),
    Kind.DRAFT: SubjectPage(title=gettext_lazy("draft of rules"), path=_draft, readable=_drafts),
    Kind.EXTENSION: SubjectPage(title=gettext_lazy("more time"), path=_alone("extensions")),
    Kind.FEDERATION: SubjectPage(title=gettext_lazy("federation"), path=_alone("federation")),
    Kind.INVITATION: SubjectPage(
        title=gettext_lazy("invitation"),
        path=_alone("role-holders"),
        readable=lambda _viewer, _on, _keys: set(),  # an auditor alone: it names an address
    ),
    Kind.OBLIGATION: SubjectPage(
        title=gettext_lazy("obligation"),
        path=_by("organization_id", Obligation, "organization-obligations"),
        readable=_in_files(Obligation),
        of_organization=Obligation,
    ),
    Kind.ORGANIZATION: SubjectPage(
        title=gettext_lazy("organization"),
        path=_at("organization"),
        readable=_among(lambda viewer, on: Organization.objects.filter(readable_files(viewer, on))),
    ),
    Kind.PACK: SubjectPage(title=gettext_lazy("rules"), path=_pack),
    Kind.REGISTER: SubjectPage(title=gettext_lazy("imported register"), path=_nowhere),
    Kind.RETURN: SubjectPage(
        title=gettext_lazy("return"), path=_at("return"), readable=_in_files(Return), of_organization=Return
    ),
    Kind.VISIT: SubjectPage(
        title=gettext_lazy("visit"), path=_at("visit"), readable=_in_files(Visit), of_organization=Visit
    ),
}
