"""The ladder from advice to removal: what no pack can shorten, and what must fit together.

The floors are Umbel's own, chosen so that a part-time secretary who opens the post once a week can still answer: they
hold in every pack, beside whatever the law of the place asks.
"""

from typing import Any

from umbel.policy.draft import Draft, nearest
from umbel.policy.locate import Path

FLOORS = {"reply_days": 10, "substituted_days": 10, "appeal_days": 15, "appeal_decision_days": 5}
"""Working days that an adverse rung gives at least."""
LONGEST_LABEL_MONTHS = 36
"""A label ends by itself: what an organization was three years ago is not what it is. A floor like the others, which a
pack may undercut and not exceed.
"""


def check_ladder(draft: Draft) -> None:
    """Note every rung that is below a floor, or that names what is not there."""
    codes, labels = draft.ids("rung"), draft.ids("label")
    for number, (path, rung) in enumerate(draft.entries("rung")):
        for before in rung.get("after") or ():
            if before not in codes:
                draft.refuse((*path, "after"), "There is no such rung.", found=before, way_out=nearest(before, codes))
            elif codes.index(before) >= number:
                way_out = "The ladder goes from the mildest to the gravest; put the milder rung first."
                draft.refuse((*path, "after"), "A rung follows one before it.", found=before, way_out=way_out)
        label = rung.get("label")
        if label is not None and label not in labels:
            draft.refuse((*path, "label"), "There is no such label.", found=label, way_out=nearest(str(label), labels))
        if (rung.get("effect") == "label") != (label is not None):
            draft.refuse(path, "A rung with the effect label names its label, and no other does.", way_out="Add label.")
        _check_lowers(draft, path, rung)
        if rung.get("adverse"):
            _floors(draft, path, rung)
        elif rung.get("effect", "record") != "record":
            way_out = "Only an adverse rung has an effect: write adverse = true, and its times."
            draft.refuse((*path, "effect"), "This takes something from an organization.", way_out=way_out)


def _check_lowers(draft: Draft, path: Path, rung: dict[str, Any]) -> None:
    """A downgrade says from which grade to which worse one, and no other rung does."""
    lowers = rung.get("lowers")
    if (rung.get("effect") == "downgrade") != (lowers is not None):
        way_out = 'Write lowers = { A = "B" }.'
        draft.refuse(path, "A rung with the effect downgrade says what it lowers, and no other does.", way_out=way_out)
    grades = draft.ids("grade")
    for better, worse in (lowers or {}).items():
        for code in (better, worse):
            if code not in grades:
                draft.refuse(
                    (*path, "lowers", better), "There is no such grade.", found=code, way_out=nearest(str(code), grades)
                )
        if better in grades and worse in grades and grades.index(worse) <= grades.index(better):
            draft.refuse(
                (*path, "lowers", better),
                "A downgrade leads to a worse grade.",
                found=worse,
                way_out="Name one below it.",
            )


def check_standing_conditions(draft: Draft) -> None:
    """Note every standing condition that proposes a rung which is not there."""
    codes = draft.ids("rung")
    for path, condition in draft.entries("standing_condition"):
        rung = condition.get("rung")
        if isinstance(rung, str) and rung not in codes:
            draft.refuse(
                (*path, "rung"), "There is no such rung.", found=rung, way_out=nearest(rung, codes, what="Rungs")
            )


def _floors(draft: Draft, path: Path, rung: dict[str, Any]) -> None:
    for key, floor in FLOORS.items():
        days = rung.get(key)
        if days is None:
            message = f"An adverse rung says {key}."
            draft.refuse(path, message, way_out=f"Write {key} = {floor} or more, in working days.")
        elif isinstance(days, int) and days < floor:
            message = "No pack can shorten this below the floor."
            draft.refuse((*path, key), message, found=days, way_out=f"Give at least {floor} working days.")
    months = rung.get("lasts_months")
    lasting = rung.get("effect") in {"label", "downgrade"}
    if lasting and not (isinstance(months, int) and months <= LONGEST_LABEL_MONTHS):
        way_out = f"Write lasts_months, at most {LONGEST_LABEL_MONTHS}."
        draft.refuse(path, f"A {rung.get('effect')} ends by itself.", found=months, way_out=way_out)
    shown = rung.get("published_months", months)
    if not isinstance(shown, int) or shown > (months if isinstance(months, int) else LONGEST_LABEL_MONTHS):
        message = "What is published vanishes again, with the measure at the latest."
        most = months if isinstance(months, int) else LONGEST_LABEL_MONTHS
        draft.refuse(path, message, found=shown, way_out=f"Write published_months, at most {most}.")
    if rung.get("effect") == "removal":
        if rung.get("appeal_suspends") is False:
            message = "A removal waits for the appeal."
            draft.refuse((*path, "appeal_suspends"), message, way_out="Leave appeal_suspends out, or write true.")
        if not rung.get("after"):
            draft.refuse(path, "Nobody is removed without an earlier rung.", way_out='Name it: after = ["…"].')
        if rung.get("hearing") == "none":
            draft.refuse((*path, "hearing"), "Nobody is removed unheard.", way_out='Write "on-request" or "always".')
