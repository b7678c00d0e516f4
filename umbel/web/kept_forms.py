"""What was typed into a form whose session had ended, or had changed since: kept, and offered again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from umbel.errors import NotAllowed

KEPT = "umbel_kept_form"
LARGEST = 100_000
"""Characters of all fields together; a longer form is not kept."""
LEFT_OUT = ("csrfmiddlewaretoken", "password")
SIGN_IN_PAGES = "/account/"


def keep(request: HttpRequest) -> str:
    """Keep the text fields of the form that was sent, and say where they are offered again."""
    fields = [
        (name, value) for name, values in request.POST.lists() for value in values if not name.startswith(LEFT_OUT)
    ]
    if sum(len(name) + len(str(value)) for name, value in fields) > LARGEST:
        return reverse("front")
    request.session[KEPT] = {"path": request.get_full_path(), "fields": fields, "files": bool(request.FILES)}
    return reverse("kept-form")


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back. What was typed into a form is kept and offered again."""
    back = keep(request) if request.method == "POST" else request.get_full_path()
    address = f"{reverse('account_login')}?{urlencode({'next': back})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return redirect(address)


@require_safe
def kept_form(request: HttpRequest) -> HttpResponse:
    """The form as it was typed, to be sent again by whoever signed in."""
    if not request.viewer.is_signed_in:  # type: ignore[attr-defined]
        raise NotAllowed
    form = request.session.pop(KEPT, None)
    if not form:
        return redirect("front")
    shown = [(name.replace("_", " ").replace("-", " "), value) for name, value in form["fields"] if value.strip()]
    return render(request, "accounts/kept_form.html", {"kept": form, "shown": shown})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  Django passes it
    """A form that this site did not send, or sent to a session that has ended since: someone signed out or in in
    another window. Only what comes from a page of this site is kept; what another site sends is refused.
    """
    if not _comes_from_here(request):
        sentence = _("This was not sent from a page of this site, or your browser hides where it came from.")
        return render(request, "403.html", {"exception": sentence}, status=403)
    if request.path_info.startswith(SIGN_IN_PAGES):
        return redirect(request.get_full_path())
    if not request.viewer.is_signed_in:  # type: ignore[attr-defined]
        return sign_in_first(request)
    return redirect(keep(request))


def _comes_from_here(request: HttpRequest) -> bool:
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
