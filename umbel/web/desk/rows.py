"""Rows of a list as a desk shows them: what it is, since when it waits, by when it is due."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.casework.queries import rung_of
from umbel.policy.pack import Pack
from umbel.registration.queries.desks import Kept, Rows
from umbel.registration.states import (
    CHANGE_STATES,
    CHANGE_TITLES,
    FOR_APPLICANT,
    FOR_OFFICER,
    ApplicationState,
    ChangeKind,
    ChangeState,
)
from umbel.web.answers import answer_of
from umbel.web.casework.words import state_of
from umbel.web.desk.lists import REPORTS, DeskList
from umbel.web.subjects import subject_path

KEPT = {
    Kept.APPLICANT: gettext_lazy("You are the applicant here, so others deal with this application."),
    Kept.RECUSED: gettext_lazy("You declared a conflict of interest here and take no part."),
    Kept.PREPARED: gettext_lazy("You prepared this application, so someone else decides on it."),
    Kept.DECIDED: gettext_lazy("You had a part in the decision, so someone else reviews it."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a list."""

    key: str
    name: str
    href: str = ""
    reference: str = ""
    about: str = ""
    """Field and district, or what a change is."""
    committee: str = ""
    state: str = ""
    since: date | None = None
    due: date | None = None
    is_overdue: bool = False
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a row is shown in: by whom it is read, on which day, in which list."""

    viewer: Viewer
    on: date
    desk_list: DeskList
    query: str
    pack: Pack | None = None


def shown(row: Any, around: Around) -> Row:
    """A row of any list."""
    return MAKERS[around.desk_list.of](row, around)


def columns(rows: list[Row], *, always_state: bool) -> dict[str, bool]:
    """Which columns say anything: one state for all, or no committee at all, is no column."""
    states = {row.state for row in rows}
    return {
        "state": bool(states - {""}) and (always_state or len(states) > 1),
        "committee": any(row.committee for row in rows),
    }


def address(name: str, *args: Any) -> str:
    """Where a page is; empty where this installation has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def spoken(day: date) -> str:
    """A day as people write it."""
    return date_format(day, pgettext("date format", "j M Y"))


def name_in(row: Any) -> str:
    """Its name in the reader's language, or in the one there is."""
    return str(row.names or "")


def _application(row: Any, around: Around) -> Row:
    mine = around.desk_list.code in {"my-applications", "my-waiting"}
    href = address("application", row.reference) if mine else address("desk-application", row.reference)
    notes = []
    if kept := getattr(row, "kept", ""):
        notes.append(str(KEPT[Kept(kept)]))
    if getattr(row, "silent_on", None):
        notes.append(
            _("Silence was recorded on %(day)s and counted as no objection.") % {"day": spoken(row.silent_on)}
            + (" " + _("A late opinion is still read.") if around.desk_list.code == "opinion" else "")
        )
    elif around.desk_list.code == "opinion" and row.due < around.on:
        notes.append(
            _("Due by %(day)s: silence is recorded from the day after and counts as no objection.")
            % {"day": spoken(row.due)}
            + " "
            + _("A late opinion is still read.")
        )
    if around.desk_list.code == "placement":
        notes.append(
            _("Proposed: %(committee)s.") % {"committee": row.asked_body.name}
            if row.asked_body
            else _("No remit covers its field and district.")
        )
    state = (FOR_APPLICANT if mine else FOR_OFFICER)[ApplicationState(row.state)]
    if around.desk_list.code == "with-others" and row.state == ApplicationState.EXAMINATION:
        state = gettext_lazy("Waiting for the committee")
    return _row(
        row,
        around,
        key=row.reference,
        name=name_in(row) or _("(no name yet)"),
        href=href if mine or not href else f"{href}?{around.query}",
        reference=row.reference,
        about=" · ".join(part.name for part in (row.concept, row.district) if part),
        committee=_committee(row, around),
        state=str(state),
        notes=notes,
    )


def _committee(row: Any, around: Around) -> str:
    """Who was asked; where it goes without saying, nothing."""
    untold = around.viewer.body_id or around.desk_list.code in {"placement", "my-applications", "my-waiting"}
    return row.asked_body.name if row.asked_body and not untold else ""


def _change(row: Any, around: Around) -> Row:
    own = around.desk_list.code == "own-changes"
    href = address("change", row.reference) if own else address("desk-change", row.reference)
    return _row(
        row,
        around,
        key=row.reference,
        name=name_in(row),
        href=href if own or not href else f"{href}?{around.query}",
        reference=row.reference,
        about=str(CHANGE_TITLES[ChangeKind(row.kind)]),
        state=str(CHANGE_STATES[ChangeState(row.state)]),
    )


def _proposal(row: Any, around: Around) -> Row:
    organization = row.commitment.organization_id
    return _row(
        row,
        around,
        key=str(row.pk),
        name=name_in(row) if around.viewer.is_officer else row.commitment.title,
        href=address("proposal", organization, row.pk),
        about=row.commitment.title if around.viewer.is_officer else "",
        state=_("End the commitment") if row.ends else _("Vary its words"),
    )


def _placement(row: Any, around: Around) -> Row:
    return _row(row, around, key=str(row.pk), name=name_in(row), href=address("organization", row.organization_id))


def _deadline(row: Any, around: Around) -> Row:
    href = subject_path(row.subject_kind, row.subject_id)
    return _row(row, around, key=str(row.pk), name=name_in(row), href=href, about=row.subject_label)


def _undertaking(row: Any, around: Around) -> Row:
    href = address("undertaking-answer", around.viewer.organization_id, row.pk)
    return _row(row, around, key=str(row.pk), name=name_in(row), href=href, about=row.commitment.title)


def _obligation(row: Any, around: Around) -> Row:
    titles = {item.code: item.title for item in around.pack.requirements} if around.pack else {}
    language = get_language() or "en"
    title = titles[row.requirement].in_language(language) if row.requirement in titles else row.requirement
    answer = answer_of(row, around.viewer, around.on)
    href = answer.href if answer else address("organization-obligations", row.organization_id)
    return _row(row, around, key=str(row.pk), name=title, href=href, about=row.period)


def _notice(row: Any, around: Around) -> Row:
    href = address("notice", row.pk) or row.path
    return _row(row, around, key=str(row.pk), name=row.title, href=href, about=row.subject_label)


def _report(row: Any, around: Around) -> Row:
    kinds = {item.code: item.title for item in around.pack.activity_kinds} if around.pack else {}
    kind = kinds[row.kind].in_language(get_language() or "en") if row.kind in kinds else row.kind
    about = [kind, spoken(row.held_on), row.obligation.period if row.obligation else ""]
    own = around.desk_list.code == "sent-back"
    name = " · ".join(filter(None, about)) if own else name_in(row)
    href = address("activity", row.pk)
    return _row(
        row,
        around,
        key=str(row.pk),
        name=name,
        href=href if own else f"{href}?{around.query}",
        about="" if own else " · ".join(filter(None, about)),
    )


def _bulletin(row: Any, around: Around) -> Row:
    href = address("bulletin", row.bulletin_id)
    return _row(row, around, key=str(row.pk), name=name_in(row), href=href, about=str(row.bulletin.body))


def _return(row: Any, around: Around) -> Row:
    return _row(row, around, key=str(row.pk), name=name_in(row), href=address("return", row.pk), about=str(row.call))


def _visit(row: Any, around: Around) -> Row:
    return _row(row, around, key=str(row.pk), name=name_in(row), href=address("visit", row.pk))


def _case(row: Any, around: Around) -> Row:
    title = str(rung_of(row).title)
    href, state = address("case", row.reference), state_of(row)[0]
    key, name = row.reference, name_in(row)
    return _row(row, around, key=key, name=name, href=href, reference=row.reference, about=title, state=state)


def _row(row: Any, around: Around, **said: Any) -> Row:
    is_overdue = row.due is not None and row.due < around.on and around.desk_list.code != "silences"
    return Row(since=row.since, due=row.due, is_overdue=is_overdue, **said)


MAKERS: dict[str, Callable[[Any, Around], Row]] = {
    Rows.APPLICATIONS: _application,
    Rows.CHANGES: _change,
    Rows.PROPOSALS: _proposal,
    Rows.PLACEMENTS: _placement,
    REPORTS: _report,
    "sent-back": _report,
    "relays": _bulletin,
    "returns": _return,
    "visits": _visit,
    "cases": _case,
    "bulletins": _bulletin,
    "deadlines": _deadline,
    "undertakings": _undertaking,
    "obligations": _obligation,
    "notices": _notice,
}
