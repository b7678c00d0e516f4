"""Who is looking at a page. In a demo, a signed cookie says in whose place the visitor looks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property

from umbel.accounts.permissions import Role, Viewer
from umbel.errors import NotAllowed, NotFound, UmbelError
from umbel.structure.models import Body, Federation, Organization
from umbel.structure.queries import federation, in_force, today
from umbel.structure.states import TierCode

COOKIE = "umbel_view_as"
SALT = "umbel.view-as"
KEPT_FOR = 60 * 60 * 24 * 30


@dataclass
class Viewing:
    """The federation that is looked at, by whom."""

    federation: Federation | None
    viewer: Viewer = field(default_factory=Viewer)
    body: Body | None = None

    @property
    def may_view_as(self) -> bool:
        """Only a demo lets its visitors look in someone's place."""
        return bool(self.federation and self.federation.is_demo)

    @cached_property
    def today(self) -> date:
        return today(self.federation)

    @cached_property
    def label(self) -> str:
        """Whose place it is, in the reader's language; empty for the public and the apex."""
        if self.body:
            return self.body.name
        if self.viewer.organization_id is None:
            return ""
        organization = Organization.objects.get(pk=self.viewer.organization_id)
        standing = organization.particulars.filter(in_force(self.today)).first()
        return str(standing or organization.particulars.order_by("-from_on").first() or organization.pk)


class ViewerMiddleware:
    """Puts `viewing` and `viewer` on every request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        viewing = Viewing(federation())
        if viewing.may_view_as:
            take_seat(viewing, request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=KEPT_FOR) or "")
        request.viewing = viewing  # type: ignore[attr-defined]
        request.viewer = viewing.viewer  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What the program refuses is a page with its sentence."""
        if isinstance(exception, NotAllowed):
            return render(request, "403.html", {"exception": exception}, status=403)
        if isinstance(exception, NotFound):
            return render(request, "404.html", {"sentence": exception}, status=404)
        if isinstance(exception, UmbelError):
            return render(request, "409.html", {"sentence": exception}, status=409)
        return None


def take_seat(viewing: Viewing, seat: str) -> bool:
    """Look from `seat` (`apex`, `joint:CODE` or `organization:ID`); whether there is such a seat."""
    role, _, of = seat.partition(":")
    if role == "apex":
        viewing.viewer = Viewer(Role.APEX_OFFICER)
    elif role == "joint" and (body := Body.objects.filter(tier=TierCode.JOINT, code=of).first()):
        viewing.viewer, viewing.body = Viewer(Role.JOINT_OFFICER, body_id=body.pk), body
    elif role == "organization" and of.isdecimal() and Organization.objects.filter(pk=int(of[:18])).exists():
        viewing.viewer = Viewer(Role.ORGANIZATION_APPROVER, organization_id=int(of))
    else:
        return role == Role.PUBLIC
    return True
