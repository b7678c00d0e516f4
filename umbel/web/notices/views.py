"""The inbox with its notices, and the e-mails that lie in the folder."""

from typing import Any

from django.conf import settings
from django.db.models import Case, Value, When
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from umbel.accounts.permissions import Permission, check_has
from umbel.errors import NotFound
from umbel.notices import mail as letters
from umbel.notices import queries
from umbel.notices.acts import open_notice
from umbel.notices.models import Attempt, Notice
from umbel.notices.permissions import may_read_notice
from umbel.notices.states import NOBODY
from umbel.web.paging import page_of
from umbel.web.shortcuts import signed_in, today_of, viewer_of
from umbel.web.viewing import UmbelRequest

CHANNELS = {"inbox": gettext_lazy("Inbox on this site"), "email": gettext_lazy("E-mail")}
OUTCOMES = {
    "waiting": gettext_lazy("waiting to be sent"),
    "sent": gettext_lazy("sent"),
    "failed": gettext_lazy("could not be sent"),
}


@require_safe
@signed_in
def inbox(request: UmbelRequest) -> HttpResponse:
    """The notices for whoever looks: those that nobody opened yet first, then the newest."""
    viewer = viewer_of(request)
    unread_first = Case(When(received_at=None, then=Value(0)), default=Value(1))
    rows = queries.inbox(viewer).order_by(unread_first, "-sent_at", "-pk")
    context = {"pages": page_of(request, rows), "unread": queries.unread_count(viewer)}
    return render(request, "notices/inbox.html", context)


@require_safe
@never_cache
@signed_in
def notice(request: UmbelRequest, number: int) -> HttpResponse:
    """A notice. Opening this page is meant to be its receipt, so that a GET writes here, once and nowhere else;
    a HEAD, or a browser that says it only fetches ahead, is no opening.
    """
    viewer = viewer_of(request)
    found = Notice.objects.filter(pk=number).first()
    if found is None or not may_read_notice(viewer, found, today_of(request)):
        raise NotFound(_("There is no notice here that your role may read."))
    if request.method == "GET" and not _fetched_ahead(request):
        open_notice(notice=found, by=viewer)
    attempts = [_shown(attempt, viewer.user_id) for attempt in found.attempts.order_by("pk")]
    return render(request, "notices/notice.html", {"notice": found, "attempts": attempts})


def _fetched_ahead(request: UmbelRequest) -> bool:
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return "prefetch" in purpose or "prerender" in purpose


def _shown(attempt: Attempt, reader: int | None) -> dict[str, Any]:
    """An attempt in words. Someone else's address is shown in part: enough to tell addresses apart."""
    name, _at, host = attempt.address.rpartition("@")
    own = attempt.account_id is not None and attempt.account_id == reader
    return {
        "channel": CHANNELS[attempt.channel],
        "address": attempt.address if own or not name else f"{name[0]}…@{host}",
        "outcome": OUTCOMES[attempt.outcome],
        "tag": {"sent": "good", "failed": "bad"}.get(attempt.outcome, "warn"),
        "tried_at": attempt.tried_at,
        "tries": attempt.tries,
        "detail": _("There was nobody to write to.") if attempt.detail == NOBODY else "",
    }


@require_safe
def mail(request: UmbelRequest) -> HttpResponse:
    """The e-mails in the folder, the newest first: in a demo for everyone, as all of them are synthetic."""
    found = letters.mails(settings.UMBEL_MAIL, notices_only=_notices_only(request))
    return render(request, "notices/mail.html", {"pages": page_of(request, found)})


@require_safe
def message(request: UmbelRequest, file: str, number: int) -> HttpResponse:
    """One e-mail, as text."""
    found = letters.mail_at(settings.UMBEL_MAIL, file, number, notices_only=_notices_only(request))
    if found is None:
        raise Http404
    return render(request, "notices/message.html", {"mail": found})


def _notices_only(request: UmbelRequest) -> bool:
    """Outside a demo e-mails are for those who look after the mail, and only notices: the sign-in library's hold codes
    that would let their reader into somebody's account. Raises NotAllowed for everyone else.
    """
    viewing = request.viewing
    if viewing.federation and viewing.federation.is_demo:
        return False
    check_has(viewing.viewer, Permission.READ_OUTGOING_MAIL)
    return True
