"""The acts of the register, committees and roles: their titles, who may do them, and what they can do."""

from umbel.accounts.permissions import Permission
from umbel.audit.table_of_acts import ActCode, Hand, adverse, burdening, favourable, neutral
from umbel.words import Message

P = Permission


class StructureAct(ActCode):
    """Acts of `structure`."""

    ADOPT_CLASSIFICATION = neutral(
        "structure:adopt-classification",
        Message("Adopt a classification", "act"),
        Message("Adopted the classification {subject}."),
        P.DECIDE_FOR_APEX,
        Hand.PROGRAM,
        Hand.OPERATOR,
        public=True,
    )
    CHANGE_OFFICE_HOLDERS = neutral(
        "structure:change-office-holders",
        Message("Change office-holders", "act"),
        Message("Changed the office-holders of {subject}."),
        P.DECIDE_APPLICATIONS,
        P.HEAR_REVIEWS,
        Hand.PROGRAM,
        Hand.OPERATOR,
        public=True,
    )
    CHANGE_PARTICULARS = burdening(
        "structure:change-particulars",
        Message("Change an entry", "act"),
        Message("Changed the entry of {subject}."),
        P.DECIDE_APPLICATIONS,
        P.HEAR_REVIEWS,
        P.DECIDE_FOR_APEX,
        Hand.PROGRAM,
        Hand.OPERATOR,
        public=True,
    )
    END = adverse(
        "structure:end",
        Message("Take an organization off the register", "act"),
        Message("Took {subject} off the register."),
        P.DECIDE_APPLICATIONS,
        P.HEAR_REVIEWS,
        Hand.PROGRAM,
        Hand.OPERATOR,
        public=True,
    )
    END_ROLE = adverse(
        "structure:end-role",
        Message("End a role", "act"),
        Message("Ended the role {role} {place} of {subject}."),
        P.MANAGE_ROLES,
        P.SUBMIT_FOR_ORGANIZATION,
        P.CONFIRM_PLACEMENTS,
        P.DECIDE_APPLICATIONS,
        P.DECIDE_FOR_APEX,
        Hand.PROGRAM,
        Hand.OPERATOR,
    )
    ENTER_COMMITTEES = burdening(
        "structure:enter-committees",
        Message("Enter committees and placements in bulk", "act"),
        Message("Entered the committees and placements of {subject}."),
        Hand.PROGRAM,
        Hand.OPERATOR,
        public=True,
    )
    ENTER_DISTRICTS = neutral(
        "structure:enter-districts",
        Message("Enter districts", "act"),
        Message("Entered the districts of {subject}."),
        Hand.PROGRAM,
        Hand.OPERATOR,
        P.DECIDE_FOR_APEX,
        public=True,
    )
    ENTER_ORGANIZATION = favourable(
        "structure:enter-organization",
        Message("Enter an organization in the register", "act"),
        Message("Entered {subject} in the register under the number {number}."),
        P.DECIDE_APPLICATIONS,
        P.HEAR_REVIEWS,
        Hand.PROGRAM,
        Hand.OPERATOR,
        public=True,
    )
    ENTER_ORGANIZATIONS = adverse(
        "structure:enter-organizations",
        Message("Enter organizations in bulk", "act"),
        Message("Entered organizations of {subject} in the register."),
        Hand.PROGRAM,
        Hand.OPERATOR,
        public=True,
    )
    ESTABLISH = neutral(
        "structure:establish",
        Message("Establish a body", "act"),
        Message("Established {subject}."),
        Hand.PROGRAM,
        Hand.OPERATOR,
        public=True,
    )
    ESTABLISH_COMMITTEES = adverse(
        "structure:establish-committees",
        Message("Establish the joint committees and place organizations", "act"),
        Message("Established the joint committees of {subject} and placed its organizations under them."),
        P.CONFIRM_PLACEMENTS,
        Hand.PROGRAM,
        Hand.OPERATOR,
        public=True,
    )
    FOUND = neutral(
        "structure:found",
        Message("Found the federation", "act"),
        Message("Founded the federation {subject}."),
        Hand.PROGRAM,
        Hand.OPERATOR,
        public=True,
    )
    GIVE_ROLE = neutral(
        "structure:give-role",
        Message("Give a role", "act"),
        Message("Gave {subject} the role {role} {place}."),
        Hand.ACCOUNT,
        Hand.PROGRAM,
        Hand.OPERATOR,
    )
    INVITE = neutral(
        "structure:invite",
        Message("Invite someone to a role", "act"),
        Message("Invited someone to a role: {subject}."),
        P.MANAGE_ROLES,
        P.SUBMIT_FOR_ORGANIZATION,
        Hand.PROGRAM,
        Hand.OPERATOR,
    )
    MAKE_KEY = neutral(
        "structure:make-key",
        Message("Make a key for a program", "act"),
        Message("Made a key for a program: {subject}."),
        P.REPORT_ACTIVITIES,
    )
    PLACE = burdening(
        "structure:place",
        Message("Place an organization under its joint committee", "act"),
        Message("Placed {subject} under its joint committee."),
        P.CONFIRM_PLACEMENTS,
        P.DECIDE_APPLICATIONS,
        P.DECIDE_FOR_APEX,
        P.HEAR_REVIEWS,
        Hand.PROGRAM,
        Hand.OPERATOR,
        public=True,
    )
    PUT_IN_FORCE = burdening(
        "structure:put-in-force",
        Message("Put rules in force", "act"),
        Message("Put the rules {subject} in force from {from}."),
        P.DECIDE_FOR_APEX,
        Hand.PROGRAM,
        Hand.OPERATOR,
        public=True,
    )
    TAKE_UP_NAMES = neutral(
        "structure:take-up-names",
        Message("Let own committees bear new names", "act"),
        Message("Let {count} own committees of {subject} bear new names from {on}."),
        Hand.PROGRAM,
        Hand.OPERATOR,
        public=True,
    )
    WITHDRAW_INVITATION = neutral(
        "structure:withdraw-invitation",
        Message("Withdraw an invitation to a role", "act"),
        Message("Withdrew an invitation to a role: {subject}."),
        P.MANAGE_ROLES,
        P.SUBMIT_FOR_ORGANIZATION,
        Hand.PROGRAM,
        Hand.OPERATOR,
    )
    WITHDRAW_KEY = neutral(
        "structure:withdraw-key",
        Message("Withdraw the key of a program", "act"),
        Message("Withdrew the key of a program: {subject}."),
        P.REPORT_ACTIVITIES,
    )
