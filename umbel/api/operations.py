"""The operations of version 1, for the programs of one organization."""

from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, OuterRef, Prefetch, Subquery
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from ninja import File, Form, NinjaAPI, Status, UploadedFile
from ninja.errors import HttpError, ValidationError
from ninja.pagination import LimitOffsetPagination, paginate
from ninja.security import HttpBearer
from ninja.throttling import SimpleRateThrottle

from umbel.accounts.permissions import Viewer
from umbel.activities import acts
from umbel.activities.acts import File as Evidence
from umbel.activities.acts import Report
from umbel.activities.models import Activity, Obligation, Verification
from umbel.activities.permissions import check_may_report
from umbel.activities.queries import obligations, pack_in_force, reported
from umbel.activities.states import Source
from umbel.activities.table_of_acts import ActivityAct
from umbel.api.schemas import Due, Kind, Refused, Reported, ToReport, Who
from umbel.audit.models import Entry
from umbel.audit.subjects import SubjectKind
from umbel.documents.checking import LARGEST, too_large
from umbel.errors import NotAllowed, NotFound, NotNow, Problem, Problems, UmbelError
from umbel.policy.pack import Pack
from umbel.structure.acts.keys import use_key
from umbel.structure.models import Organization
from umbel.structure.queries import current_particulars, today
from umbel.words import Words

RATE = "120/m"
PREFIX = "/api/v1/"
STATUS = {NotAllowed: 403, NotFound: 404, Problems: 422, NotNow: 409}


class ByKey(HttpBearer):
    """A key of an organization's program, in the header `Authorization: Bearer …`."""

    def authenticate(self, request: HttpRequest, token: str) -> Viewer | None:
        viewer = use_key(token, today())
        request.viewer = viewer or Viewer()  # type: ignore[attr-defined]
        return viewer


class PerAccount(SimpleRateThrottle):
    """So many requests a minute, whatever key of an account makes them."""

    def get_cache_key(self, request: HttpRequest) -> str | None:
        return f"umbel_api_{viewer_of(request).account_id}"


api = NinjaAPI(
    title="Umbel",
    version="1",
    description="Programs of an organization report what it did, and read what is due and what was found.",
    docs_url=None,  # its page would fetch scripts from elsewhere; docs/reference/api.md says the same
    openapi_url=None,
    auth=ByKey(),
    throttle=PerAccount(RATE),
)
REFUSED = dict.fromkeys((401, 403, 404, 409, 422, 429), Refused)


@api.get("/organization", response={200: Who, **REFUSED}, url_name="api-organization")
def organization(request: HttpRequest) -> Who:
    """Whom the key acts for."""
    viewer = viewer_of(request)
    named = current_particulars(today()).filter(organization_id=viewer.organization_id).first()
    return Who(organization=viewer.organization_id or 0, name=str(named or ""), role=viewer.role.value, today=today())


@api.get("/kinds", response={200: list[Kind], **REFUSED}, url_name="api-kinds")
def kinds(request: HttpRequest) -> list[Kind]:  # noqa: ARG001  by this name Ninja knows it
    """The kinds of activity that can be reported under the rules in force."""
    return [Kind(code=kind.code, title=_both(kind.title)) for kind in _rules().activity_kinds]


@api.get("/obligations", response={200: list[Due], **REFUSED}, url_name="api-obligations")
@paginate(LimitOffsetPagination)
def due(request: HttpRequest, fate: str = "") -> Any:
    """What the organization was and will be asked for, the nearest first; `fate` keeps one."""
    rows = obligations(today()).filter(organization_id=viewer_of(request).organization_id)
    rows = rows.filter(fate=fate) if fate else rows
    return rows.order_by("due_on", "pk")


@api.get("/activities", response={200: list[Reported], **REFUSED}, url_name="api-activities")
@paginate(LimitOffsetPagination)
def activities(request: HttpRequest) -> Any:
    """What was reported, with what was found, the latest first."""
    return _rows(request)


@api.post("/activities", response={201: Reported, **REFUSED}, url_name="api-activities")
def report(request: HttpRequest, what: ToReport) -> Status[Activity]:
    """Report an activity. Sent twice with one `reference`, it is one report."""
    return Status(201, _report(request, what, []))


@api.post("/activities/with-files", response={201: Reported, **REFUSED}, url_name="api-activities-with-files")
def report_with_files(
    request: HttpRequest,
    what: Form[ToReport],
    files: File[list[UploadedFile]],
) -> Status[Activity]:
    """The same as a form (multipart/form-data) with up to ten `files`: photographs, minutes, a plan. Lists of persons
    are not taken.
    """
    return Status(201, _report(request, what, files))


@api.get("/activities/{int:number}", response={200: Reported, **REFUSED}, url_name="api-activity")
def activity(request: HttpRequest, number: int) -> Activity:
    """One report."""
    return _one(request, number)


@api.exception_handler(UmbelError)
def refused(request: HttpRequest, error: UmbelError) -> HttpResponse:
    """What an act refuses, with its own sentence."""
    problems = error.problems if isinstance(error, Problems) else []
    said = error.summary if isinstance(error, Problems) else str(error)
    status = next((status for kind, status in STATUS.items() if isinstance(error, kind)), 409)
    return _refused(request, status, said, problems)


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What does not have the form of a request."""
    places = [(".".join(str(part) for part in found["loc"][2:]), found["msg"]) for found in error.errors]
    problems = [Problem(message, field=field) for field, message in places]
    return _refused(request, 422, _("The request was not understood, and nothing was done."), problems)


@api.exception_handler(HttpError)
def failed(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Without a key that holds, or too often."""
    said = {
        401: _("Send a key that is in force, in the header Authorization: Bearer …"),
        429: _("Too many requests: wait a minute."),
    }
    return _refused(request, error.status_code, said.get(error.status_code, str(error)), [])


def viewer_of(request: HttpRequest) -> Viewer:
    """Whom the key of this request acts for."""
    viewer: Viewer = request.auth  # type: ignore[attr-defined]
    return viewer


def _refused(request: HttpRequest, status: int, said: str, problems: Iterable[Problem]) -> HttpResponse:
    wrong = [{"field": item.field, "message": f"{item.message} {item.way_out}".strip()} for item in problems]
    return api.create_response(request, {"message": said, "problems": wrong}, status=status)


def _report(request: HttpRequest, what: ToReport, files: Iterable[UploadedFile]) -> Activity:
    viewer, on = viewer_of(request), today()
    own = Organization(pk=viewer.organization_id)
    check_may_report(viewer, own)
    said = what.dict(exclude={"language", "obligation"})
    obligation = None
    if what.obligation is not None:
        obligation = Obligation.objects.filter(organization_id=own.pk, pk=what.obligation).first()
        if obligation is None:
            unknown = Problem(_("There is no such obligation of this organization."), field="obligation")
            raise Problems(_("The report was not filed."), [unknown])
    made = acts.report(
        organization=Organization.objects.get(pk=own.pk),
        what=Report(**said, obligation=obligation),
        files=[_evidence(file) for file in files],
        language=what.language,
        source=Source.API,
        on=on,
        by=viewer,
    )
    return _one(request, made.pk)


def _evidence(file: UploadedFile) -> Evidence:
    if (file.size or 0) > LARGEST:
        large = Problem(too_large(file.name), field="files")
        raise Problems(_("The report was not filed."), [large])
    kind = "photo" if (file.content_type or "").startswith("image/") else "document"
    return Evidence(kind, file.name or "file", file.read())


def _rows(request: HttpRequest) -> Any:
    """The organization's own reports, each with `found`, `all_findings` and the number of its ledger `entry`."""
    filed = Entry.objects.filter(act=ActivityAct.REPORT, subject_kind=SubjectKind.ACTIVITY)
    filed = filed.filter(subject_id=Cast(OuterRef("pk"), CharField()))
    findings = Verification.objects.select_related("body").order_by("pk")
    return (
        reported(today())
        .filter(organization_id=viewer_of(request).organization_id)
        .annotate(entry=Subquery(filed.values("number")[:1]))
        .prefetch_related(Prefetch("verifications", findings, to_attr="all_findings"))
        .order_by("-held_on", "-pk")
    )


def _one(request: HttpRequest, number: int) -> Activity:
    row: Activity | None = _rows(request).filter(pk=number).first()
    if row is None:
        raise NotFound(_("There is no report here that your key may read."))
    return row


def _rules() -> Pack:
    pack = pack_in_force()
    if pack is None:
        raise NotFound(_("No rules are in force here yet."))
    return pack


def _both(title: Words) -> dict[str, str]:
    return dict(title)


@require_safe
def described(_request: HttpRequest) -> JsonResponse:
    """Every operation, for programs (OpenAPI 3.1)."""
    return JsonResponse(api.get_openapi_schema(path_prefix=PREFIX))


urls = [pattern for pattern in api.urls[0] if getattr(pattern, "name", "") != "api-root"]
urls += [path("openapi.json", described, name="openapi-json")]
"""Every address, below PREFIX; Ninja's own start page and description are left out, for they expect a namespace."""
