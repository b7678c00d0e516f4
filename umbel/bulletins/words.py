"""What the notices and deadlines of bulletins and returns say."""

from umbel.notices.said import Said
from umbel.words import Message

TITLES = {
    "acknowledge": Message("Acknowledge a bulletin"),
    "relay": Message("Pass a bulletin on"),
    "return": Message("Fill in a return"),
    "review": Message("Review returns and forward them"),
}
"""What each deadline asks for, by its code."""
BY = Message("By: {day}", "bulletin")
NOT_ANSWERED = Said(
    Message("Not answered: {title}"),
    Message("{overdue} of {whole} organizations have not answered after the last day. Call them."),
)
CAME_BACK = Said(
    Message("A return came back: {title}, {period}"),
    Message("It is open for you again. Put right what is wrong with it, and submit it:"),
)
IS_DUE = Said(
    Message("A return is due: {title}, {period}"),
    Message("{title}, {period}: organizations by {due_on}, committees by {review_by}."),
)
