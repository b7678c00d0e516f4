"""Who is looking at a page: the account that signed in, in one of the roles it holds today."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from allauth.account.authentication import get_authentication_records
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django_htmx.middleware import HtmxDetails

from umbel.accounts.models import User
from umbel.accounts.permissions import ROLES, Role, Viewer
from umbel.audit.acts import request_scope
from umbel.errors import NotAllowed, NotFound, UmbelError
from umbel.structure.models import Body, Federation, Organization, RoleHolding
from umbel.structure.queries import federation, federation_at_hand, in_force, time_zone, today
from umbel.web.kept_forms import sign_in_first
from umbel.web.typed import answered

ORDER = {role: number for number, role in enumerate(ROLES)}
SEAT = "umbel_seat"
"""In the session: which of the account's roles it acts in now."""
OPEN_WITHOUT_SECOND_FACTOR = ("/account/", "/language/", "/static/", "/about/")
OFFICERS_STAY = timedelta(hours=12)
"""An officer who signed in longer ago signs in again; everyone else stays as long as the session lasts."""


@dataclass
class Viewing:
    """The federation that is looked at, by whom."""

    federation: Federation | None
    viewer: Viewer = field(default_factory=Viewer)
    body: Body | None = None
    organization: Organization | None = None
    account: User | None = None
    holdings: list[RoleHolding] = field(default_factory=list)
    has_second_factor: bool = False

    @property
    def may_view_as(self) -> bool:
        """Only a demo offers sample accounts by one click."""
        return bool(self.federation and self.federation.is_demo)

    @cached_property
    def today(self) -> date:
        return today(self.federation)

    @property
    def role_title(self) -> str:
        """The role, in the reader's language."""
        return str(ROLES[self.viewer.role].title)

    @cached_property
    def label(self) -> str:
        """Where the role is held, in the reader's language; empty for the federation and the public."""
        if self.body:
            return self.body.name
        if self.organization is None:
            return ""
        standing = self.organization.particulars.filter(in_force(self.today)).first()
        return str(standing or self.organization.particulars.order_by("-from_on").first() or self.organization.pk)


class UmbelRequest(HttpRequest):
    """A request as every page finds it."""

    viewing: Viewing
    viewer: Viewer
    htmx: HtmxDetails


class ViewerMiddleware:
    """Puts `viewing` and `viewer` on every request, and gives what it records one request id."""

    def __init__(self, get_response: Callable[[UmbelRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: UmbelRequest) -> HttpResponse:
        viewing = Viewing(federation())
        request.viewing = viewing
        zone = time_zone(viewing.federation)
        with request_scope(), federation_at_hand(viewing.federation), timezone.override(zone):
            _take_seat(request, viewing)
            request.viewer = viewing.viewer
            return _second_factor_first(request, viewing) or self.get_response(request)

    def process_exception(self, request: UmbelRequest, exception: Exception) -> HttpResponse | None:
        """What the program refuses is a page with its sentence; whoever has not signed in may do so first. A form
        that is sent without a session was typed within one, so what looks like nothing here may be theirs.
        """
        signed_in = request.viewer.is_signed_in
        typed = request.method == "POST" and isinstance(exception, NotFound)
        if not signed_in and (typed or isinstance(exception, NotAllowed)):
            return sign_in_first(request)
        if isinstance(exception, NotAllowed):
            return answered(request, "403.html", {"exception": exception}, status=403)
        if isinstance(exception, NotFound):
            return answered(request, "404.html", {"sentence": exception}, status=404)
        if isinstance(exception, UmbelError):
            return answered(request, "409.html", {"sentence": exception}, status=409)
        return None


def _take_seat(request: UmbelRequest, viewing: Viewing) -> None:
    """The role the account acts in: the one it chose, or the first it holds; an applicant without any."""
    account = request.user
    if not isinstance(account, User):
        return
    if account.is_sample and not viewing.may_view_as:
        logout(request)
        return
    holdings = sorted(account.holdings or [], key=lambda held: (ORDER[Role(held.role)], held.pk))
    chosen = request.session.get(SEAT)
    holding = next((held for held in holdings if held.pk == chosen), next(iter(holdings), None))
    role = Role(holding.role) if holding else Role.APPLICANT
    if ROLES[role].is_officer and _signed_in_long_ago(request, account):
        logout(request)
        return
    viewing.account, viewing.holdings = account, holdings
    viewing.has_second_factor = bool(holding and holding.has_second_factor)
    viewing.body = holding.body if holding else None
    viewing.organization = holding.organization if holding else None
    viewing.viewer = Viewer(
        role=role,
        body_id=holding.body_id if holding else None,
        organization_id=holding.organization_id if holding else None,
        user_id=account.pk,
        label=str(account),
    )


def _signed_in_long_ago(request: UmbelRequest, account: User) -> bool:
    """Whether the account last showed who it is more than OFFICERS_STAY ago."""
    shown = [float(record.get("at", 0)) for record in get_authentication_records(request, account)]
    return bool(shown) and timezone.now().timestamp() - max(shown) > OFFICERS_STAY.total_seconds()


def _second_factor_first(request: UmbelRequest, viewing: Viewing) -> HttpResponse | None:
    """An officer without a second factor sets one up before anything else."""
    account = viewing.account
    if account is None or account.is_sample or not viewing.viewer.is_officer or viewing.has_second_factor:
        return None
    if request.path_info.startswith(OPEN_WITHOUT_SECOND_FACTOR):
        return None
    return HttpResponseRedirect(reverse("mfa_index"))
