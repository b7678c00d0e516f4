"""Returns: called for by the apex, filled in by organizations, reviewed and forwarded by their committees."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.activities.queries import pack_in_force
from umbel.audit import acts as audit
from umbel.audit.actors import Subject
from umbel.audit.acts import whole
from umbel.audit.locking import locked
from umbel.audit.subjects import SubjectKind
from umbel.bulletins import return_form
from umbel.bulletins.models import Call, Copy, Return
from umbel.bulletins.permissions import (
    check_may_accept,
    check_may_call,
    check_may_fill,
    check_may_review,
    check_may_submit,
)
from umbel.bulletins.queries import supervisors
from umbel.bulletins.states import RETURN, ReturnState
from umbel.bulletins.table_of_acts import BulletinAct
from umbel.bulletins.words import CAME_BACK, IS_DUE, TITLES
from umbel.deadlines import Day
from umbel.errors import NotNow, Problem, Problems
from umbel.notices.acts import Party
from umbel.notices.correspondence import Correspondence
from umbel.policy.obligations import calendar_of
from umbel.policy.pack import Pack
from umbel.structure.models import Body
from umbel.structure.names import cut
from umbel.structure.queries import bodies, current_particulars
from umbel.structure.states import TierCode
from umbel.words import SOURCE

BATCH = 1000
LONGEST_PERIOD = 40


@whole()
def call(
    *, form: str, period: str, on: date, by: Viewer, bulletin: Sequence[int] = (), starts_on: date | None = None
) -> Call:
    """Call for a return from every organization on the register today. The form is kept as it stands: nothing that a
    later pack says changes it. Raises Problems, or NotFound when the pack has no such form.

    A bulletin that asks for a return passes the organizations it is for, which it tells itself, and the day from which
    their time runs: the last on which it reaches them.
    """
    check_may_call(by)
    pack = _rules()
    asked = pack.form(form)
    period = " ".join(period.split())
    if problems := wrong_with_period(form, period):
        raise Problems(_("Nothing was called for."), problems)
    calendar = calendar_of(pack)
    due_on = calendar.add_working_days(starts_on or on, asked.due_days)
    made = Call.objects.create(
        form=form,
        title=asked.title.mapped(lambda title: cut(title, 300)),
        period=period,
        fields=return_form.frozen(asked),
        pack_id=pack.id,
        pack_version=pack.version,
        called_on=on,
        called_by_id=by.account_id,
        due_on=due_on,
        review_by=calendar.add_working_days(due_on, asked.review_days),
    )
    everyone = current_particulars(on).order_by("organization_id").values_list("organization_id", flat=True)
    asked_of = list(bulletin or everyone)
    for keys in batched(asked_of, BATCH):
        Return.objects.bulk_create(Return(call=made, organization_id=key) for key in keys)
    parties = _start(made, asked_of, pack, on)
    if not bulletin:
        _tell(made, parties["organizations"], by)
    _tell(made, parties["committees"], by)
    audit.record(
        BulletinAct.CALL,
        by=by.actor,
        about=subject_of(made),
        data={"on": str(on), "due": str(due_on), "form": made.fields, "organizations": len(asked_of)},
    )
    return made


def wrong_with_period(form: str, period: str) -> list[Problem]:
    """What keeps a form from being called for a period."""
    if not period.strip() or len(period) > LONGEST_PERIOD:
        return [Problem(_("Say for which period, such as 2025."), field="period")]
    if Call.objects.filter(form=form, period=" ".join(period.split())).exists():
        return [Problem(_("This return was called for that period already."), field="period")]
    return []


def save(*, row: Return, typed: Mapping[str, str], by: Viewer) -> Return:
    """Keep what was typed so far, right or wrong. It counts for nothing until it is submitted."""
    check_may_fill(by, row)
    with transaction.atomic():
        row = locked(row)
        RETURN.check_step("save", row.state)
        codes = {item["id"] for item in row.call.fields["field"]}
        row.values = {
            name: value[: return_form.LONGEST_TEXT] for name, value in typed.items() if name in codes and value
        }
        row.save(update_fields=["values"])
    return row


@whole()
def submit(*, row: Return, typed: Mapping[str, str], on: date, by: Viewer) -> Return:
    """Submit a return to the committee, late or not. Raises Problems with everything that is wrong with it."""
    check_may_submit(by, row)
    row = locked(row)
    state = RETURN.check_step("submit", row.state)
    values, problems = return_form.read(row.call.fields, typed)
    if problems:
        raise Problems(_("It was not submitted. Nothing you typed is lost."), problems)
    row.values, row.state, row.submitted_by_id, row.said = values, state, by.account_id, ""
    row.submitted_on = row.submitted_on or on
    row.save(update_fields=["values", "state", "submitted_by", "said", "submitted_on"])
    about(row.call).stop("return", on, for_=_party(row))
    Copy.objects.filter(
        bulletin__call_id=row.call_id, organization_id=row.organization_id, acknowledged_on=None
    ).update(
        reached_on=Coalesce("reached_on", Value(on)),
        opened_on=Coalesce("opened_on", Value(on)),
        acknowledged_on=on,
        acknowledged_by_id=by.account_id,
    )
    audit.record(BulletinAct.SUBMIT, by=by.actor, about=subject_of_return(row), data={"on": str(on), "values": values})
    return row


@whole()
def send_return_back(*, row: Return, reasons: str, on: date, by: Viewer) -> Return:
    """Send a return back to the organization with what is wrong: by its committee, or, once forwarded, by the apex,
    which unfreezes it.
    """
    row = locked(row)
    step = "return" if row.state == ReturnState.SUBMITTED else "send-back"
    if step == "return":
        check_may_review(by, [row.organization_id], on)
    else:
        check_may_accept(by)
    state = RETURN.check_step(step, row.state)
    if not reasons.strip():
        raise Problems(_("It was not sent back."), [Problem(_("Say what is wrong with it."), field="reasons")])
    row.state, row.said, row.through = state, reasons.strip(), None
    row.save(update_fields=["state", "said", "through"])
    path = f"/returns/{row.pk}/"
    about(row.call).tell(_party(row), "return-back", CAME_BACK, path=path, by=by, words=reasons.strip())
    audit.record(
        BulletinAct.of(f"bulletins:{step}"),
        by=by.actor,
        about=subject_of_return(row),
        reasons=reasons,
        data={"on": str(on)},
    )
    return row


@whole()
def forward(*, rows: Sequence[Return], on: date, by: Viewer) -> int:
    """Forward submitted returns to the apex: those that are late do not hold up the others. Returns how many."""
    check_may_review(by, [row.organization_id for row in rows], on)
    return _move("forward", rows, on, by, through=by.body_id)


@whole()
def accept(*, rows: Sequence[Return], on: date, by: Viewer) -> int:
    """Accept forwarded returns into the figures of the federation. Returns how many."""
    check_may_accept(by)
    return _move("accept", rows, on, by)


@whole()
def close(*, call: Call, on: date, by: Viewer) -> Call:
    """End a call: what came counts, what is missing is named as missing for good."""
    check_may_accept(by)
    call = locked(call)
    if call.closed_on:
        raise NotNow(_("This return is closed already."))
    held = call.returns.select_for_update().order_by("pk").values_list("state", flat=True)
    steps = RETURN.check_steps("close", held).items()
    after = Case(*(When(state=was, then=Value(now.value)) for was, now in steps), default=F("state"))
    call.returns.update(counted=F("state"), state=after)
    call.closed_on = on
    call.save(update_fields=["closed_on"])
    about(call).lift(on)
    audit.record(BulletinAct.CLOSE, by=by.actor, about=subject_of(call), data={"on": str(on)})
    return call


def subject_of(call: Call) -> Subject:
    """How notices, deadlines and the ledger name a call."""
    return Subject(SubjectKind.CALL, str(call.pk), f"{call.title.in_language(SOURCE)}, {call.period}")


def about(call: Call) -> Correspondence:
    """Everything written about a call."""
    values = {"title": call.title, "period": call.period}
    return Correspondence(piece="bulletins", about=subject_of(call), titles=TITLES, values=values)


def subject_of_return(row: Return) -> Subject:
    """How the ledger names one organization's return."""
    return Subject(SubjectKind.RETURN, str(row.pk), f"{row.call.title.in_language(SOURCE)}, {row.call.period}")


def _move(step: str, rows: Sequence[Return], on: date, by: Viewer, through: int | None = None) -> int:
    keys = [row.pk for row in rows]
    there = list(Return.objects.select_for_update(of=("self",)).select_related("call").filter(pk__in=keys))
    if not there:
        raise NotNow(_("Choose at least one return."))
    for row in there:
        row.state = RETURN.check_step(step, row.state)
        row.through_id = through if step == "forward" else row.through_id
    Return.objects.bulk_update(there, ["state", "through"], batch_size=BATCH)
    body = Body.objects.filter(pk=by.body_id or 0).first()
    audit.record(
        BulletinAct.of(f"bulletins:{step}"),
        by=by.actor,
        about=subject_of(there[0].call),
        body=Subject(SubjectKind.BODY, str(body.pk), str(body)) if body else None,
        data={"on": str(on), "count": len(there), "returns": sorted(row.pk for row in there)},
    )
    return len(there)


def _start(made: Call, asked_of: list[int], pack: Pack, on: date) -> dict[str, list[Party]]:
    """Start everyone's clock; returns those it runs for."""
    parties = [Party.organization(key) for key in asked_of]
    common: dict[str, Any] = {"started_on": on, "time_zone": pack.time_zone}
    for some in batched(parties, BATCH):
        about(made).clock_until("return", some, due_on=made.due_on, **common)
    supervising = set(supervisors(on, asked_of).values())
    committees = [Party.body(body.pk) for body in bodies(TierCode.JOINT, on) if body.pk in supervising]
    about(made).clock_until("review", committees, due_on=made.review_by, **common)
    return {"organizations": parties, "committees": committees}


def _tell(made: Call, parties: list[Party], by: Viewer) -> None:
    values = {"due_on": Day(made.due_on), "review_by": Day(made.review_by)}
    about(made).tell_many(parties, "call", IS_DUE, path=f"/calls/{made.pk}/", by=by, values=values)


def _party(row: Return) -> Party:
    return Party.organization(row.organization_id)


def _rules() -> Pack:
    pack = pack_in_force()
    if pack is None:
        raise NotNow(_("No rules are in force here yet."))
    return pack
