"""What the two sides are told, and by when they answer: words in both languages, kept as they were sent."""

from datetime import date
from typing import Any

from umbel.accounts.permissions import Role, Viewer
from umbel.audit.actors import Actor
from umbel.deadlines import Deadline
from umbel.notices.acts import Party, lift_clocks, move_clocks, send_notice, start_clock, stop_clock
from umbel.notices.states import ClockState
from umbel.registration.models import Application
from umbel.registration.queries import subject_of

BOTH = "both"
MET = ClockState.MET
APPLICATION_PATH = "/applications/{}/"
DESK_PATH = "/desk/applications/{}/"

TITLES = {
    "completeness": {"en": "Check whether the application is complete", "zh-hans": "审查申请材料是否齐全"},
    "more-information": {"en": "Send what is missing in your application", "zh-hans": "补正登记申请材料"},
    "examination": {"en": "Examine the application", "zh-hans": "审查登记申请"},
    "opinion": {"en": "Give an opinion on the application", "zh-hans": "就登记申请发表意见"},
    "decision": {"en": "Decide on the application", "zh-hans": "就登记申请作出决定"},
    "placement": {"en": "Confirm the joint committee", "zh-hans": "确认所属联合委员会"},
    "review-request": {"en": "Last day to ask for a review", "zh-hans": "申请复核的截止日"},
    "review": {"en": "Decide the review", "zh-hans": "作出复核决定"},
}


def clock(application: Application, code: str, for_: Party, deadline: Deadline) -> None:
    """Start a deadline of this application for someone."""
    start_clock(
        for_=for_, about=subject_of(application), code=f"registration:{code}", title=TITLES[code], deadline=deadline
    )


def stop(application: Application, code: str, on: date, state: ClockState = ClockState.MET) -> None:
    """Stop a deadline of this application: it was met, or passed in silence."""
    stop_clock(about=subject_of(application), code=f"registration:{code}", state=state, on=on)


def hand_over(application: Application, code: str, from_: Party, to: Party) -> None:
    """Let a deadline of this application run for another body, to the same day."""
    move_clocks(from_=from_, to=to, about=subject_of(application), code=f"registration:{code}")


def lift(application: Application, on: date) -> None:
    """No deadline of this application matters any longer."""
    lift_clocks(about=subject_of(application), on=on)


def tell_applicant(
    application: Application,
    code: str,
    title: dict[str, str],
    text: dict[str, str],
    *,
    by: Viewer | Actor,
    deadline: Deadline | None = None,
    document_id: int | None = None,
) -> None:
    """A notice to the applicant, in the application's language."""
    send_notice(
        to=Party.account(application.applicant_id),
        path=APPLICATION_PATH.format(application.reference),
        deadline=deadline,
        document_id=document_id,
        **_said(application, code, application.language, (title, text), by),
    )


def tell_office(
    application: Application,
    to: Party,
    code: str,
    title: dict[str, str],
    text: dict[str, str],
    *,
    by: Viewer | Actor,
    deadline: Deadline | None = None,
) -> None:
    """A notice to a committee or to those who hold a role: in both languages, as every officer reads their own."""
    send_notice(
        to=to,
        path=DESK_PATH.format(application.reference),
        deadline=deadline,
        **_said(application, code, BOTH, (title, text), by),
    )


def registrar() -> Party:
    """Those who examine."""
    return Party.role(Role.REGISTRAR_OFFICER)


def deciders() -> Party:
    """Those who decide."""
    return Party.role(Role.REGISTRAR_DECIDER)


def reviewers() -> Party:
    """Those who hear reviews."""
    return Party.role(Role.REVIEWER)


def apex_deciders() -> Party:
    """Those who decide transfers."""
    return Party.role(Role.APEX_DECIDER)


def apex() -> Party:
    """Those who confirm placements."""
    return Party.role(Role.APEX_OFFICER)


def _said(
    application: Application, code: str, language: str, words: tuple[dict[str, str], dict[str, str]], by: Viewer | Actor
) -> dict[str, Any]:
    title, text = words
    said = {"name": str(application), "reference": application.reference}
    return {
        "about": subject_of(application),
        "code": f"registration:{code}",
        "language": language,
        "title": in_language(title, language, " / ").format_map(said),
        "text": in_language(text, language, "\n\n").format_map(said),
        "by": by.actor if isinstance(by, Viewer) else by,
    }


def in_language(words: dict[str, str], language: str, between: str) -> str:
    """The words in one language, or in both, one after the other."""
    if language == BOTH:
        return between.join((words["zh-hans"], words["en"]))
    return words.get(language) or words["en"]
