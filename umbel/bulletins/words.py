"""What the notices and deadlines of bulletins and returns say."""

from umbel.notices.acts.sending import languages
from umbel.notices.states import BOTH
from umbel.words import Message

ACKNOWLEDGE = Message("Acknowledge a bulletin")
PASS_ON = Message("Pass a bulletin on")
FILL_IN = Message("Fill in a return")
REVIEW = Message("Review returns and forward them")

BY = Message("By: {day}", "bulletin")
NOT_ANSWERED = Message("Not answered")
HAVE_NOT_ANSWERED = Message("{overdue} of {whole} organizations have not answered after the last day. Call them.")
CAME_BACK = Message("A return came back")
IS_DUE = Message("A return is due")
CALLED = Message("{title}, {period}: organizations by {due_on}, committees by {review_by}.")


def in_both(words: Message, between: str = " / ") -> str:
    """For a notice that many read: in every language that they may read."""
    return between.join(map(words.in_language, languages(BOTH)))
