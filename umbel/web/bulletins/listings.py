"""Who has a bulletin, and the returns of a call."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from umbel.bulletins.models import Relay, Return
from umbel.bulletins.queries import copies_of, readable_bulletins, readable_calls, returns_of
from umbel.bulletins.return_form import questions
from umbel.bulletins.states import Asks, ReturnState
from umbel.errors import NotFound
from umbel.structure.queries import by_name
from umbel.web.lists import Asked, Choice, Column, Listing, for_everyone

STATE_WORDS = {
    ReturnState.DRAFT: (_("not handed in"), "warn"),
    ReturnState.SUBMITTED: (_("with the committee"), "plain"),
    ReturnState.RETURNED: (_("sent back"), "warn"),
    ReturnState.FORWARDED: (_("forwarded"), "good"),
    ReturnState.ACCEPTED: (_("accepted"), "good"),
    ReturnState.CLOSED: (_("closed"), "plain"),
}
LONGEST_KEY = 18
NUMBER = Column("number", _("Number"), "organization_id", page=False)


BULLETINS = Listing(
    code="bulletins",
    title=_("Bulletins"),
    columns=(
        Column("title", _("Bulletin"), "title", sort=lambda: by_name("title"), cell=True),
        Column("body", pgettext_lazy("sender", "From"), "body.names"),
        Column("sent", _("Sent"), "sent_on", sort="sent_on", nowrap=True),
        Column("due", _("Answer by"), "due_on", sort="due_on", nowrap=True),
        Column("withdrawn", _("Withdrawn on"), "withdrawn_on", page=False),
    ),
    rows=lambda asked: readable_bulletins(asked.viewer),
    allowed=for_everyone,  # each reads those that `readable_bulletins` leaves them
    empty=_("No bulletin yet."),
    cells="bulletins/cells/bulletin.html",
)

CALLED = Listing(
    code="called",
    name="returns",
    title=_("Returns"),
    columns=(
        Column("title", _("Return"), str, sort=lambda: by_name("title"), cell=True),
        Column("called", _("Called"), "called_on", sort="called_on", nowrap=True),
        Column("due", _("Organizations by"), "due_on", sort="due_on", nowrap=True),
        Column("review", _("Committees by"), "review_by", sort="review_by", nowrap=True),
        Column("closed", _("Closed on"), "closed_on", page=False),
    ),
    rows=lambda asked: readable_calls(asked.viewer),
    allowed=for_everyone,  # as above
    empty=_("No return has been called for yet."),
    cells="bulletins/cells/call.html",
)


def not_for_organizations(asked: Asked) -> None:
    """What a bulletin or a return says of many is for those who send it, pass it on and review it."""
    if asked.viewer.organization_id is not None:
        raise NotFound(asked.of["hidden"])


def relays(asked: Asked) -> Any:
    """The committees' parts of the bulletin that the viewer reads."""
    bulletin, viewer = asked.of["bulletin"], asked.viewer
    found = bulletin.relays.select_related("body").order_by("body__code")
    own_only = viewer.body_id is not None and viewer.body_id != bulletin.body_id
    return found.filter(body_id=viewer.body_id) if own_only else found


def chosen_relay(asked: Asked) -> Relay | None:
    """The committee whose organizations are listed: the one asked for, or the viewer's own; None for all."""
    found, said = relays(asked), asked.said["through"]
    chosen: Relay | None = found.filter(pk=int(said)).first() if _is_key(said) else None
    if chosen is None and asked.viewer.body_id is not None:
        chosen = found.filter(body_id=asked.viewer.body_id).first()
    return chosen


def copy_columns(asked: Asked) -> list[Column]:
    """With what was asked for, if anything was."""
    bulletin = asked.of["bulletin"]
    found = [
        NUMBER,
        Column("name", _("Organization"), "names", sort=by_name, cell=True),
        Column("reached", _("Reached"), "reached_on", sort="reached_on", nowrap=True, cell=True),
        Column("opened", _("Opened"), "opened_on", sort="opened_on", nowrap=True),
    ]
    if bulletin.asks != Asks.NOTHING:
        title = _("Answered") if bulletin.call_id else _("Acknowledged")
        answered = Column("acknowledged", title, "acknowledged_on", sort="acknowledged_on", nowrap=True, cell=True)
        found.append(answered)
    return found


COPIES = Listing(
    code="copies",
    name=lambda asked: f"bulletin-{asked.of['bulletin'].pk}-copies",
    title=_("Who has it"),
    columns=copy_columns,
    rows=lambda asked: copies_of(asked.of["bulletin"], chosen_relay(asked)),
    allowed=not_for_organizations,
    filters=(Choice("through", options=None, hidden=True, most=LONGEST_KEY),),
    empty=_("Nobody has it yet."),
    cells="bulletins/cells/copy.html",
)


def said(row: Return) -> tuple[Any, str]:
    """A return's state in words, and how it looks."""
    return STATE_WORDS[ReturnState(row.state)]


def returns(asked: Asked) -> Any:
    """Those the viewer reads, of one committee if it is asked for; what is missing first."""
    listed, under = returns_of(asked.of["call"], asked.viewer, asked.today), asked.said["under"]
    if under == "none":
        return listed.filter(under=None)
    return listed.filter(under=int(under)) if _is_key(under) else listed


def return_columns(asked: Asked) -> list[Column]:
    """A file has a column for each question, by its code, for whoever reckons with the answers."""
    answers = [
        Column(f"answer-{question.code}", question.code, _answer(question.code), page=False)
        for question in questions(asked.of["call"].fields)
    ]
    return [
        NUMBER,
        Column("name", _("Organization"), "names", sort=by_name, cell=True),
        Column("state", _("State"), lambda row: said(row)[0], sort="place", tag=lambda row: said(row)[1]),
        Column("submitted", _("Submitted"), "submitted_on", sort="submitted_on", nowrap=True, cell=True),
        *answers,
    ]


RETURNS = Listing(
    code="returns",
    name=lambda asked: f"return-{asked.of['call'].pk}",
    title=lambda asked: asked.of["call"],
    columns=return_columns,
    rows=returns,
    allowed=not_for_organizations,
    filters=(
        Choice(
            "state",
            _("State"),
            [(state.value, words) for state, (words, _look) in STATE_WORDS.items()],
            first=_("any"),
            where="state",
        ),
        Choice("under", options=None, hidden=True, most=LONGEST_KEY),
    ),
    empty=_("No return is in this state."),
    cells="bulletins/cells/return.html",
)


def _answer(code: str) -> Any:
    return lambda row: row.values.get(code, "")


def _is_key(said: str) -> bool:
    return said.isdecimal()
