"""What the notices and deadlines of bulletins and returns say."""

from umbel.notices.said import Said
from umbel.words import Message

ACKNOWLEDGE = Message("Acknowledge a bulletin")
PASS_ON = Message("Pass a bulletin on")
FILL_IN = Message("Fill in a return")
REVIEW = Message("Review returns and forward them")

BY = Message("By: {day}", "bulletin")
LATE = Said(
    Message("Not answered: {title}"),
    Message("{overdue} of {whole} organizations have not answered after the last day. Call them."),
)
CAME_BACK = Message("A return came back: {title}, {period}")
IS_DUE = Said(
    Message("A return is due: {title}, {period}"),
    Message("{title}, {period}: organizations by {due_on}, committees by {review_by}."),
)
