"""One report: what it says, what was found on it and by whom, and what may be done next."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from umbel.activities import acts
from umbel.activities.models import Activity
from umbel.activities.permissions import check_may_find, check_may_look_again, check_may_report, may_rule
from umbel.activities.queries import pack_in_force, reported
from umbel.activities.states import ActivityState, Finding, Ruling, SignKind
from umbel.audit.models import Entry
from umbel.audit.queries import entries_about
from umbel.audit.sentences import sentence_for
from umbel.audit.subjects import SubjectKind
from umbel.errors import NotFound
from umbel.structure.permissions import may_read_file
from umbel.web.desk.lists import REPORTS
from umbel.web.desk.place import Place, place_of
from umbel.web.desk.rows import spoken
from umbel.web.fields import Key, Text
from umbel.web.forms import VERDICT, VERDICTS, ActForm, Asked, forms_of, verdict
from umbel.web.shortcuts import language, say, show, signed_in, titled, today_of, viewer_of, why_not
from umbel.web.sign_words import SIGNS
from umbel.web.structure.file_listings import FINDINGS as FINDING_WORDS
from umbel.web.viewing import UmbelRequest

FORMS: Asked = {
    "accept": {},
    "return": {
        "reasons": Text(
            gettext_lazy("What is missing"), gettext_lazy("Everything at once: a report goes back once only."), rows=4
        )
    },
    "not-accept": {
        "reasons": Text(
            gettext_lazy("Reasons"),
            gettext_lazy("The organization reads them, and can have the report looked at again by someone else."),
            rows=4,
        )
    },
    "withdraw": {"reasons": Text(gettext_lazy("Why?"), rows=2)},
    "ask": {
        "reasons": Text(
            gettext_lazy("What is wrong with the finding?"),
            gettext_lazy("In your own words. Someone who did not make it looks again."),
            rows=4,
        )
    },
    "uphold": VERDICT,
}
FINDINGS = {"accept": Finding.ACCEPTED, "return": Finding.RETURNED, "not-accept": Finding.NOT_ACCEPTED}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def activity(request: UmbelRequest, number: int) -> HttpResponse:
    """One report, for those who may read the organization's file."""
    found = _found(request, number)
    place = place_of(request, REPORTS, str(number))
    if request.method != "POST":
        return _page(request, found, place)
    form = _sent(request, found)
    if not form.runs(lambda said: _do(request, found, form.done_by, said), field="reasons"):
        return _page(request, _found(request, number), place, form)
    say(request, form.made)
    if place is not None:
        return HttpResponseRedirect(place.after_act(str(number), request.POST.get("next", "")))
    return redirect("activity", number)


def _found(request: UmbelRequest, number: int) -> Activity:
    rows = Activity.objects.select_related("organization", "obligation", "undertaking", "filed_by", "look__decided_by")
    found = rows.filter(pk=number).first()
    if found is None or not may_read_file(viewer_of(request), found.organization, today_of(request)):
        raise NotFound(_("There is no report here that your role may read."))
    return found


def _sent(request: UmbelRequest, found: Activity) -> ActForm:
    """The form that was sent. Raises NotFound where nothing is done under its name."""
    act = request.POST.get("act", "")
    if act in set(Ruling):
        return _ruling(request, found, request.POST.get("sign", ""))
    if (asked := FORMS.get("uphold" if act == "reverse" else act)) is None:
        raise NotFound(_("Nothing by that name can be done with a report."))
    return verdict(request, asked) if act in VERDICTS else ActForm(request, act=act, fields=asked)


def _ruling(request: UmbelRequest | None, found: Activity, key: Any) -> ActForm:
    """What is asked of whoever rules on a sign."""
    sign = Key(found.signs.all(), missing=gettext_lazy("There is no such sign in this report."))
    reasons = Text(gettext_lazy("Your ruling, with reasons"), rows=2)
    return ActForm(request, act="sign", acts=set(Ruling), fields={"sign": sign, "reasons": reasons}, row=key)


def _do(request: UmbelRequest, found: Activity, act: str, said: dict[str, Any]) -> str:
    by: dict[str, Any] = {"on": today_of(request), "by": viewer_of(request)}
    common, reasons = {"activity": found} | by, said.get("reasons", "")
    if act in FINDINGS:
        acts.find(finding=FINDINGS[act], reasons=reasons, **common)
        return {
            "accept": _("The report is accepted."),
            "return": _("The report went back, with what is missing."),
            "not-accept": _("The report is not accepted. The organization was told why, and what it can do."),
        }[act]
    if act == "withdraw":
        acts.withdraw(reasons=reasons, **common)
        return _("The report is taken back. It stays on the file and counts for nothing.")
    if act == "ask":
        acts.ask_to_look_again(grounds=reasons, **common)
        return _("Someone who did not make the finding will look at it again.")
    if act in VERDICTS:
        acts.look_again(reverses=act == "reverse", reasons=reasons, **common)
        return _("The finding was reversed.") if act == "reverse" else _("The finding was upheld.")
    acts.rule_on_sign(sign=said["sign"], ruling=Ruling(act), reasons=reasons, **by)
    return _("Your ruling is on the file. How often such signs are wrong is counted.")


def _page(request: UmbelRequest, found: Activity, place: Place | None, sent: ActForm | None = None) -> HttpResponse:
    on, viewer, pack = today_of(request), viewer_of(request), pack_in_force()
    state = ActivityState(found.state)
    findings = list(found.verifications.select_related("body", "found_by").order_by("found_on", "pk"))
    stage = _stage(request, found)
    own = viewer.organization_id == found.organization_id and not why_not(check_may_report, viewer, found.organization)
    kind = next((item.title for item in pack.activity_kinds if item.code == found.kind), None) if pack else None
    context = {
        "activity": found,
        "file": titled(found.organization_id, on),
        "title": f"{capfirst(kind.in_language(language()) if kind else found.kind)}, {spoken(found.held_on)}",
        "titles": {item.code: item.title for item in pack.requirements} if pack else {},
        "known": reported(on).filter(pk=found.pk).values_list("found", flat=True).first() or "pending",
        "words": FINDING_WORDS,
        "findings": findings,
        "was_returned": any(row.finding == Finding.RETURNED for row in findings),
        "evidence": list(found.evidence.select_related("document").order_by("pk")),
        "signs": _signs(found, sent),
        "may_rule": may_rule(viewer, found, on),
        "corrections": [_compared(row) for row in found.corrections.select_related("made_by").order_by("-pk")],
        "look": getattr(found, "look", None),
        "is_late": state == ActivityState.REPORTED and found.verify_by is not None and found.verify_by < on,
        "stage": stage,
        "own": own,
        "may_correct": own and state in {ActivityState.REPORTED, ActivityState.ACCEPTED},
        "may_hand_in_again": own and state == ActivityState.RETURNED,
        "may_withdraw": own and state in {ActivityState.REPORTED, ActivityState.RETURNED},
        "may_ask": own and state == ActivityState.NOT_ACCEPTED,
        "record": _record(found),
        "place": place,
        "forms": forms_of(FORMS, sent),
    }
    return show(request, "activities/activity.html", context, sent.problems if sent else None)


def _signs(found: Activity, sent: ActForm | None) -> list[tuple[Any, ...]]:
    """Each sign with its words, and what is asked of whoever rules on it."""
    asked = sent.data.get("sign") if sent and sent.act == "sign" else None
    return [
        (row, *SIGNS[SignKind(row.kind)], sent if asked == str(row.pk) else _ruling(None, found, row.pk))
        for row in found.signs.select_related("other", "ruled_by")
    ]


def _stage(request: UmbelRequest, found: Activity) -> dict[str, str] | None:
    """What an officer does next with it, and why this viewer does not, if so."""
    checks = {
        ActivityState.REPORTED: ("find", _("Find on this report"), check_may_find),
        ActivityState.CONTESTED: ("look", _("Look at it again"), check_may_look_again),
    }
    viewer = viewer_of(request)
    if not viewer.is_officer or found.state not in checks:
        return None
    code, title, check = checks[ActivityState(found.state)]
    return {
        "code": code,
        "title": title,
        "why_not": why_not(check, viewer, found, today_of(request)),
        "template": f"activities/{code}.html",
    }


def _compared(row: Any) -> dict[str, Any]:
    """A correction as what differs: field, before, after."""
    names = {
        "kind": _("Kind"),
        "held_on": _("Held on"),
        "head_count": _("People present"),
        "summary": _("What was done"),
        "place": _("Where"),
        "outcome": _("What came of it"),
        "obligation": _("What it answers"),
        "undertaking": _("What it answers"),
        "evidence": _("Evidence"),
    }
    lines = [
        (title, _plain(row.before.get(name)), _plain(row.after.get(name)))
        for name, title in names.items()
        if row.before.get(name) != row.after.get(name)
    ]
    return {"row": row, "lines": lines}


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "—"
    return "—" if value in (None, "") else str(value)


def _record(found: Activity) -> list[tuple[Entry, str]]:
    """The acts on this report, the latest first: each with its receipt."""
    spoken = (get_language() or "en").lower()
    rows = entries_about(SubjectKind.ACTIVITY, str(found.pk)).filter(act__startswith="activities:")
    return [(entry, sentence_for(entry, spoken)) for entry in rows]
