"""What an act, a notice, a deadline or a document can be about."""

from enum import StrEnum


class SubjectKind(StrEnum):
    """Every kind of subject, as the record writes it. `umbel/web/subjects.py` says of each what a person calls it,
    where its page is and who may read it.
    """

    ACCOUNT = "account"
    ACTIVITY = "activity"
    APPLICATION = "application"
    BODY = "body"
    BULLETIN = "bulletin"
    CALL = "call"
    CASE = "case"
    CHANGE_REQUEST = "change-request"
    CLASSIFICATION = "classification"
    COMMITMENT = "commitment"
    CYCLE = "cycle"
    DRAFT = "draft"
    EXTENSION = "extension"
    FEDERATION = "federation"
    INVITATION = "invitation"
    OBLIGATION = "obligation"
    ORGANIZATION = "organization"
    PACK = "pack"
    REGISTER = "register"
    RETURN = "return"
    VISIT = "visit"
