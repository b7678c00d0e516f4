"""The tiers, and the sentences of the acts of this piece."""

from enum import StrEnum


class TierCode(StrEnum):
    """The three tiers; the pack names them for the screen."""

    APEX = "apex"
    JOINT = "joint"
    ORGANIZATION = "organization"
