"""The tiers, and the sentences of the acts of this piece."""

from enum import StrEnum

from umbel.words import Message


class TierCode(StrEnum):
    """The three tiers; the pack names them for the screen."""

    APEX = "apex"
    JOINT = "joint"
    ORGANIZATION = "organization"


ACT_SENTENCES = {
    "structure:found": Message("Founded the federation {subject}."),
    "structure:adopt-classification": Message("Adopted the classification {subject}."),
    "structure:establish": Message("Established {subject}."),
    "structure:establish-committees": Message(
        "Established the joint committees of {subject} and placed its organizations under them."
    ),
    "structure:place": Message("Placed {subject} under its joint committee."),
    "structure:enter-organizations": Message("Entered organizations of {subject} in the register."),
    "structure:put-in-force": Message("Put the rules {subject} in force from {from}."),
    "structure:enter-districts": Message("Entered the districts of {subject}."),
    "structure:enter-committees": Message("Entered the committees and placements of {subject}."),
    "structure:enter-organization": Message("Entered {subject} in the register under the number {number}."),
    "structure:change-particulars": Message("Changed the entry of {subject}."),
    "structure:take-up-names": Message("Let {count} own committees of {subject} bear new names from {on}."),
    "structure:change-office-holders": Message("Changed the office-holders of {subject}."),
    "structure:end": Message("Took {subject} off the register."),
    "structure:give-role": Message("Gave {subject} the role {role} {place}."),
    "structure:end-role": Message("Ended the role {role} {place} of {subject}."),
    "structure:invite": Message("Invited someone to a role: {subject}."),
    "structure:make-key": Message("Made a key for a program: {subject}."),
    "structure:withdraw-key": Message("Withdrew the key of a program: {subject}."),
    "structure:withdraw-invitation": Message("Withdrew an invitation to a role: {subject}."),
}
