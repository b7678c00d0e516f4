"""What was typed into a form whose session had ended: kept, and offered again after sign-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from umbel.errors import NotAllowed

KEPT = "umbel_kept_form"
LARGEST = 100_000
"""Characters of all fields together; a longer form is not kept."""
LEFT_OUT = ("csrfmiddlewaretoken", "password")


def keep(request: HttpRequest) -> str:
    """Keep the text fields of the form that was sent, and say where they are offered again."""
    fields = [
        (name, value) for name, values in request.POST.lists() for value in values if not name.startswith(LEFT_OUT)
    ]
    if sum(len(name) + len(str(value)) for name, value in fields) > LARGEST:
        return reverse("front")
    request.session[KEPT] = {"path": request.get_full_path(), "fields": fields, "files": bool(request.FILES)}
    return reverse("kept-form")


@require_safe
def kept_form(request: HttpRequest) -> HttpResponse:
    """The form as it was typed, to be sent again by whoever signed in."""
    if not request.viewer.is_signed_in:  # type: ignore[attr-defined]
        raise NotAllowed
    form = request.session.pop(KEPT, None)
    if not form:
        return redirect("front")
    return render(request, "accounts/kept_form.html", {"kept": form})
