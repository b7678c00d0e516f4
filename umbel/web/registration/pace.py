"""How the registrar, the committees and the reviewers keep their own time: the supervisor is measured too."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from umbel.errors import NotFound
from umbel.policy import find_pack
from umbel.registration.queries import pace as measured
from umbel.registration.queries.paces import late_reviews, opinion_paces, refusals
from umbel.web.dates import as_of
from umbel.web.viewing import UmbelRequest


@require_safe
def pace(request: UmbelRequest) -> HttpResponse:
    """Median, nine in ten, the oldest waiting, silences and reversals, over the last year."""
    day = as_of(request)
    here = request.viewing.federation
    try:
        pack = find_pack(here.pack_id, here.pack_version) if here else None
    except NotFound:
        pack = None
    times = {time.code: time for time in pack.times_that_hold} if pack else {}
    context = {
        "as_of": day,
        "target": pack.registration.target_days if pack and pack.registration else None,
        "opinion_days": times["opinion"].working_days if "opinion" in times else None,
        "pace": measured(day.day),
        "opinions": opinion_paces(day.day),
        "refusals": refusals(day.day),
        "late_reviews": late_reviews(day.day),
    }
    return render(request, "desk/pace.html", context)
