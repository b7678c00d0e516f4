"""The commitments of an organization: what it pledged, what of it is due, and changing it with both sides' consent."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from umbel.audit.actors import Subject
from umbel.audit.subjects import SubjectKind
from umbel.commitments import acts
from umbel.commitments.models import Commitment, Proposal, Undertaking
from umbel.commitments.permissions import check_may_commit, may_commit, side_of
from umbel.commitments.queries import commitments_of, due_for_renewal
from umbel.commitments.states import ProposalState, Side
from umbel.documents.acts import add_document
from umbel.errors import NotAllowed, NotFound
from umbel.policy import find_pack
from umbel.policy.pack import Pack
from umbel.register import queries as public
from umbel.structure.models import Organization
from umbel.structure.permissions import check_may_read_file
from umbel.structure.queries import in_force
from umbel.web.commitments.pledging import pledge_form, pledge_rows, pledged
from umbel.web.dates import as_of
from umbel.web.fields import Files, Radios, Text, contents
from umbel.web.forms import ActForm
from umbel.web.shortcuts import (
    own_organization,
    say,
    show,
    signed_in,
    titled,
    today_of,
    viewer_of,
)
from umbel.web.viewing import UmbelRequest

EVIDENCE = "evidence"


class EvidenceForm(ActForm):
    """What answers an undertaking: words, a document, or both."""

    evidence = Text(
        gettext_lazy("How it was done"),
        gettext_lazy("In a sentence or two, or hand in a document that shows it, or both."),
    )
    file = Files(gettext_lazy("Document (optional)"), multiple=False)


class ProposeForm(ActForm):
    """Other words for a commitment, or its end."""

    what = Radios(
        gettext_lazy("What do you propose?"),
        options=[
            ("vary", gettext_lazy("To vary its words, as written below")),
            ("end", gettext_lazy("To end it")),
        ],
        missing=gettext_lazy("Choose whether to vary the commitment or to end it."),
    )
    wording = Text(
        gettext_lazy("The words you propose"), gettext_lazy("Only used when you propose to vary it."), rows=7, longest=0
    )
    reasons = Text(gettext_lazy("Reasons"), gettext_lazy("The other side reads them."), rows=4)

    def clean_wording(self) -> str:
        """Other words than those that stand."""
        said: str = self.cleaned_data["wording"]
        if self.cleaned_data.get("what") == "vary" and said == self.initial["wording"]:
            raise ValidationError(_("These are its words already. Change them, or propose to end it."))
        return said


@require_safe
def commitments(request: UmbelRequest, number: int) -> HttpResponse:
    """Every commitment of the organization as it stood on a day, with its undertakings and proposals."""
    day, viewer = as_of(request), viewer_of(request)
    organization = Organization(pk=number)
    check_may_read_file(viewer, organization, day.day)
    file, pack = public.public_file(number, day.day), _pack(request)
    rows = [
        _stood(row, day.day)
        for row in commitments_of(number).select_related("organization").filter(in_force_on__lte=day.day)
    ]
    now = not day.chosen
    acting = now and may_commit(viewer, organization) and not file.ended_on
    context: dict[str, Any] = {
        "as_of": day,
        "file": file,
        "here": "commitments",
        "readable": True,
        "standing": [row for row in rows if row["in_force"]],
        "past": [row for row in rows if not row["in_force"]],
        "acting": acting,
        "may_propose": now and _side(request, [row["commitment"] for row in rows if row["in_force"]]) is not None,
        "due": due_for_renewal(pack, organization, day.day) if acting else [],
        "held": {row["commitment"].code for row in rows if row["in_force"]},
        "offices": {office.code: office.title for office in pack.offices},
    }
    return show(request, "commitments/commitments.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: UmbelRequest, number: int, code: str) -> HttpResponse:
    """Make a commitment of the rules in force, for the first time or anew."""
    organization = _organization(number)
    check_may_commit(viewer_of(request), organization)
    pack, today = _pack(request), today_of(request)
    pledge = next((item for item in due_for_renewal(pack, organization, today) if item.code == code), None)
    if pledge is None:
        say(request, _("This commitment is in force and need not be made again now."))
        return redirect("organization-commitments", number)
    held = organization.office_holders.filter(in_force(today)).values_list("office", "name")
    holders = [{"office": office, "name": name} for office, name in held]
    file = own_organization(request)
    form = pledge_form(request, pack, pledge)
    if form.runs(
        lambda said: acts.make_commitment(
            about=Subject(SubjectKind.ORGANIZATION, str(number), file.name),
            organization=organization,
            pack=pack,
            on=today,
            by=viewer_of(request),
            **pledged(request, code, pack, said),
        ),
        field="made_by",
    ):
        say(request, _("The commitment was made and is on the record with its date and hash."))
        return redirect("organization-commitments", number)
    row = pledge_rows(pack, [pledge], holders, form if form.is_bound else None)[0]
    context = {"file": file, "row": row, "again": True, "keep": f"organization-{number}"}
    return show(request, "commitments/make.html", context, form.problems)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: UmbelRequest, number: int, undertaking: int) -> HttpResponse:
    """Give the evidence that answers an undertaking: words, a document, or both."""
    organization = _organization(number)
    check_may_commit(viewer_of(request), organization)
    rows = Undertaking.objects.filter(commitment__organization_id=number).select_related("commitment__organization")
    row = rows.filter(pk=undertaking).first()
    if row is None:
        raise NotFound(_("There is no such undertaking of this organization."))
    if row.answered_on:
        say(request, _("This was answered already."))
        return redirect("organization-commitments", number)
    form = EvidenceForm(request)
    if form.runs(lambda said: _answer(request, row, said), field="file" if request.FILES else "evidence"):
        say(request, _("The evidence is on the record."))
        return redirect("organization-commitments", number)
    context = {
        "file": own_organization(request),
        "undertaking": row,
        "title": _title(row),
        "form": form,
        "today": today_of(request),
    }
    return show(request, "commitments/answer.html", context, form.problems)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: UmbelRequest, number: int, commitment: int) -> HttpResponse:
    """Propose to end a commitment, or to vary its words."""
    row = _commitment(request, number, commitment)
    side_of(viewer_of(request), row, today_of(request))
    form = ProposeForm(request, initial={"wording": row.wording})
    if form.runs(
        lambda said: acts.propose(
            commitment=row,
            ends=said["what"] == "end",
            wording=said["wording"],
            reasons=said["reasons"],
            on=today_of(request),
            by=viewer_of(request),
        ),
        field="reasons",
    ):
        say(request, _("You proposed it. Nothing changes until the other side agrees."))
        return redirect("organization-commitments", number)
    context = {"file": titled(number, today_of(request)), "commitment": row, "form": form}
    return show(request, "commitments/propose.html", context, form.problems)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: UmbelRequest, number: int, proposal: int) -> HttpResponse:
    """Agree to a proposal, decline it, or take one's own back."""
    row = Proposal.objects.filter(commitment__organization_id=number, pk=proposal).select_related("commitment").first()
    if row is None:
        raise NotFound(_("There is no such proposal about a commitment of this organization."))
    check_may_read_file(viewer_of(request), _organization(number), today_of(request))
    side = side_of(viewer_of(request), row.commitment, today_of(request))
    if row.state != ProposalState.PROPOSED:
        say(request, _("This proposal was answered or withdrawn already."))
        return redirect("organization-commitments", number)
    form = ActForm(request, fields={"answer": Text(_("Your answer"), _("Needed when you decline."), rows=4)})
    if form.runs(lambda said: _settle(request, row, said["answer"]), field="answer"):
        say(request, form.made)
        return redirect("organization-commitments", number)
    context = {"file": titled(number, today_of(request)), "proposal": row, "own": side == row.side, "form": form}
    return show(request, "commitments/proposal.html", context, form.problems)


def _settle(request: UmbelRequest, row: Proposal, answer: str) -> str:
    by, on = viewer_of(request), today_of(request)
    step = request.POST.get("step")
    if step == "agree":
        acts.agree(proposal=row, on=on, by=by, answer=answer)
        return _("Both sides agree: it takes effect today.")
    if step == "decline":
        acts.decline(proposal=row, answer=answer, on=on, by=by)
        return _("You declined. The commitment stands as it is.")
    acts.withdraw_proposal(proposal=row, on=on, by=by)
    return _("The proposal was withdrawn. The commitment stands as it is.")


def _answer(request: UmbelRequest, row: Undertaking, said: dict[str, Any]) -> None:
    """The document and the answer come together or not at all."""
    organization = row.commitment.organization
    assert organization is not None
    with transaction.atomic():
        number = None
        for name, content in contents(said["file"]):
            about = Subject(
                SubjectKind.ORGANIZATION,
                str(organization.pk),
                str(public.public_file(organization.pk, today_of(request)).name),
            )
            made = add_document(subject=about, kind=EVIDENCE, name=name, content=content, by=viewer_of(request).actor)
            number = made.pk
        acts.answer_undertaking(
            undertaking=row, evidence=said["evidence"], on=today_of(request), by=viewer_of(request), document_id=number
        )


def _stood(row: Commitment, day: date) -> dict[str, Any]:
    """A commitment as it stood on a day: what came later is left out."""
    return {
        "commitment": row,
        "in_force": row.ended_on is None or row.ended_on > day,
        "undertakings": [
            {
                "row": item,
                "title": _title(item),
                "answered": item.answered_on is not None and item.answered_on <= day,
                "overdue": (item.answered_on is None or item.answered_on > day) and item.due_on < day,
            }
            for item in sorted(row.undertakings.all(), key=lambda item: (item.due_on, item.pk))
        ],
        "proposals": [item for item in row.proposals.all() if item.proposed_on <= day],
    }


def _side(request: UmbelRequest, standing: list[Commitment]) -> Side | None:
    """On which side the viewer acts here, if on one: the same for every commitment of an organization."""
    if not standing:
        return None
    try:
        return side_of(viewer_of(request), standing[0], today_of(request))
    except NotAllowed:
        return None


def _title(item: Undertaking) -> str:
    return str(item.title)


def _organization(number: int) -> Organization:
    return Organization.objects.filter(pk=number).first() or Organization(pk=number)


def _commitment(request: UmbelRequest, number: int, commitment: int) -> Commitment:
    check_may_read_file(viewer_of(request), Organization(pk=number), today_of(request))
    row: Commitment | None = commitments_of(number).filter(pk=commitment).select_related("organization").first()
    if row is None:
        raise NotFound(_("There is no such commitment of this organization."))
    return row


def _pack(request: UmbelRequest) -> Pack:
    federation: Any = request.viewing.federation
    return find_pack(federation.pack_id, federation.pack_version)
