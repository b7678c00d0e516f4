"""The sentences in which letters and pages say what a pack states of the law."""

from __future__ import annotations

from umbel.policy.pack import Pack
from umbel.words import Message

FREE = Message("This is free of charge.")
OUTSIDE = Message("{title}: {body}, within {days} days of {starts}.")
WAITS = Message("That time does not run while a review here is being decided.")
RUNS = Message("That time also runs while a review here is being decided.")


def review_words(pack: Pack) -> list[Message]:
    """What a letter says beside how a decision can be reviewed here: what that costs, and the way outside."""
    costs = [FREE] if pack.reviews and pack.reviews.free_of_charge else []
    return [*costs, *outside_words(pack)]


def outside_words(pack: Pack) -> list[Message]:
    """To whom one can turn outside the federation; nothing where the pack does not state it."""
    appeal = pack.outside_appeal
    if appeal is None:
        return []
    named = {"title": appeal.title, "body": appeal.body, "days": appeal.days, "starts": appeal.starts}
    return [OUTSIDE.filled(**named), WAITS if appeal.waits_for_review else RUNS]
