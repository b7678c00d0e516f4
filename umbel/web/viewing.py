"""Who is looking at a page: the account that signed in, in one of the roles it holds today."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode

from umbel.accounts.models import User
from umbel.accounts.permissions import ROLES, Role, Viewer
from umbel.audit.acts import request_scope
from umbel.errors import NotAllowed, NotFound, UmbelError
from umbel.structure.models import Body, Federation, Organization, RoleHolding
from umbel.structure.queries import federation, federation_at_hand, holdings_of, in_force, today
from umbel.web import kept

SEAT = "umbel_seat"
"""In the session: which of the account's roles it acts in now."""
OPEN_WITHOUT_SECOND_FACTOR = ("/account/", "/language/", "/static/", "/view-as/", "/about/")


@dataclass
class Viewing:
    """The federation that is looked at, by whom."""

    federation: Federation | None
    viewer: Viewer = field(default_factory=Viewer)
    body: Body | None = None
    organization: Organization | None = None
    account: User | None = None
    holdings: list[RoleHolding] = field(default_factory=list)

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


class ViewerMiddleware:
    """Puts `viewing` and `viewer` on every request, and gives what it records one request id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        viewing = Viewing(federation())
        request.viewing = viewing  # type: ignore[attr-defined]
        _take_seat(request, viewing)
        request.viewer = viewing.viewer  # type: ignore[attr-defined]
        with request_scope(), federation_at_hand(viewing.federation):
            return _second_factor_first(request, viewing) or self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What the program refuses is a page with its sentence; whoever has not signed in may do so first."""
        if isinstance(exception, NotAllowed):
            if not request.viewer.is_signed_in:  # type: ignore[attr-defined]
                return _sign_in_first(request)
            return render(request, "403.html", {"exception": exception}, status=403)
        if isinstance(exception, NotFound):
            return render(request, "404.html", {"sentence": exception}, status=404)
        if isinstance(exception, UmbelError):
            return render(request, "409.html", {"sentence": exception}, status=409)
        return None


def _take_seat(request: HttpRequest, viewing: Viewing) -> None:
    """The role the account acts in: the one it chose, or the first it holds; an applicant without any."""
    account = request.user
    if not isinstance(account, User):
        return
    if account.is_sample and not viewing.may_view_as:
        logout(request)
        return
    viewing.account = account
    viewing.holdings = list(holdings_of(account.pk, viewing.today))
    chosen = request.session.get(SEAT)
    holding = next((held for held in viewing.holdings if held.pk == chosen), next(iter(viewing.holdings), None))
    viewing.body = holding.body if holding else None
    viewing.organization = holding.organization if holding else None
    viewing.viewer = Viewer(
        role=Role(holding.role) if holding else Role.APPLICANT,
        body_id=holding.body_id if holding else None,
        organization_id=holding.organization_id if holding else None,
        user_id=account.pk,
        label=str(account),
    )


def _second_factor_first(request: HttpRequest, viewing: Viewing) -> HttpResponse | None:
    """An officer without a second factor sets one up before anything else."""
    account = viewing.account
    if account is None or account.is_sample or not viewing.viewer.is_officer:
        return None
    if request.path.startswith(OPEN_WITHOUT_SECOND_FACTOR) or is_mfa_enabled(account):
        return None
    return HttpResponseRedirect(reverse("mfa_index"))


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back. What was typed into a form is kept and offered again."""
    back = request.get_full_path()
    if request.method == "POST":
        back = kept.keep(request)
    address = f"{reverse('account_login')}?{urlencode({'next': back})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
