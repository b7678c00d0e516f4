"""The acts of documents: their titles, who may do them, and what they can do to an organization."""

from umbel.audit.table_of_acts import ActCode, Hand, neutral
from umbel.words import Message


class DocumentAct(ActCode):
    """Acts of `documents`."""

    ADD = neutral(
        "documents:add",
        Message("Add a document", "act"),
        Message("Added a document to {subject}: {name}."),
        Hand.ACCOUNT,
        Hand.PROGRAM,
        Hand.OPERATOR,
    )
    REMOVE = neutral(
        "documents:remove",
        Message("Remove a document", "act"),
        Message("Removed a document from {subject}: {name}."),
        Hand.ACCOUNT,
        Hand.PROGRAM,
        Hand.OPERATOR,
    )
    WRITE = neutral(
        "documents:write",
        Message("Write a document", "act"),
        Message("Wrote a document about {subject}: {name}."),
        Hand.ACCOUNT,
        Hand.PROGRAM,
        Hand.OPERATOR,
    )
