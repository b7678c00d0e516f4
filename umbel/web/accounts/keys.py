"""Keys for the programs of an organization: one's own, made here and shown once."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from umbel.structure.acts.keys import make_key, withdraw_key
from umbel.structure.permissions import check_may_hold_keys
from umbel.structure.queries import open_keys
from umbel.web.fields import Line, is_key
from umbel.web.forms import ActForm
from umbel.web.shortcuts import say, show, signed_in, today_of, viewer_of
from umbel.web.viewing import UmbelRequest


class KeyForm(ActForm):
    """What a key is for."""

    name = Line(gettext_lazy("Which program will use it?"), gettext_lazy("Such as: our membership program."))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: UmbelRequest) -> HttpResponse:
    """One's keys; a new one is shown once, on the page that answers."""
    viewer, on = viewer_of(request), today_of(request)
    check_may_hold_keys(viewer)
    secret, number = "", request.POST.get("withdraw", "")
    form = KeyForm(None if number else request)
    if number:
        withdraw_key(number=int(number) if is_key(number) else 0, on=on, by=viewer)
        say(request, _("The key is withdrawn: it opens nothing any more."))
        return redirect("access-keys")
    if form.runs(lambda said: make_key(name=said["name"], on=on, by=viewer), field="name"):
        _key, secret = form.made
    context = {
        "keys": open_keys(viewer, on),
        "secret": secret,
        "form": KeyForm() if secret else form,
        "address": request.build_absolute_uri("/api/v1/"),
    }
    response = show(request, "accounts/keys.html", context, form.problems)
    response["Cache-Control"] = "no-store"
    return response
