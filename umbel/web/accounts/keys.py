"""Keys for the programs of an organization: one's own, made here and shown once."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from umbel.errors import Problem, UmbelError
from umbel.structure.acts.keys import make_key, withdraw_key
from umbel.structure.permissions import check_may_hold_keys
from umbel.structure.queries import open_keys
from umbel.web.asking import problems_in, say, show, signed_in, today_of, typed, viewer_of
from umbel.web.viewing import UmbelRequest

LONGEST_NUMBER = 18


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: UmbelRequest) -> HttpResponse:
    """One's keys; a new one is shown once, on the page that answers."""
    viewer, on = viewer_of(request), today_of(request)
    check_may_hold_keys(viewer)
    secret, problems = "", list[Problem]()
    if request.method == "POST":
        number = request.POST.get("withdraw", "")
        try:
            if number:
                withdraw_key(
                    number=int(number) if number.isdecimal() and len(number) <= LONGEST_NUMBER else 0, on=on, by=viewer
                )
                say(request, _("The key is withdrawn: it opens nothing any more."))
                return redirect("access-keys")
            _key, secret = make_key(name=typed(request, "name"), on=on, by=viewer)
        except UmbelError as refused:
            problems = problems_in(refused, field="name")
    context = {
        "keys": open_keys(viewer, on),
        "secret": secret,
        "typed": {"name": "" if secret else typed(request, "name")},
        "address": request.build_absolute_uri("/api/v1/"),
    }
    response = show(request, "accounts/keys.html", context, problems)
    response["Cache-Control"] = "no-store"
    return response
