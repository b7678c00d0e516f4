"""Who may open every page: one row a URL name. `tests/web/test_access.py` tries each row in every seat.

A row says how the address is built from the prepared world, by which method it is tried, and which seats may.
A seat is a role with a place: `joint-officer:own` sits in the committee that the organization is placed under (and
that was asked for its opinion), `:sibling` in the one beside it; `organization-approver:own` at the organization
itself, `:sibling` at another of the same committee, `:other` at one of another committee. To add a page, add its row
here: `Row("name", args, may=…)`, or a POST with `method="POST"` and, where an act needs it, `data`. `may` is the set
of seats; EVERYONE, SIGNED_IN and the other sets below say the common ones. For everyone else the page answers with a
refusal (403), as if there were nothing (404), or, to the public, with the way to sign in (302).
"""

from dataclasses import dataclass, field

FEDERATION_WIDE = frozenset(
    {
        "apex-officer",
        "apex-decider",
        "reviewer",
        "registrar-officer",
        "registrar-decider",
        "pack-editor",
        "auditor",
        "administrator",
    }
)
PLACES = {
    "organization-editor": ("own", "sibling", "other"),
    "organization-approver": ("own", "sibling", "other"),
    "organization-secretary": ("own", "sibling", "other"),
    "joint-officer": ("own", "sibling"),
    "joint-chair": ("own", "sibling"),
}
SIGNED_IN = frozenset(
    {
        "applicant:own",
        "applicant:other",
        *FEDERATION_WIDE,
        *(f"{r}:{p}" for r, places in PLACES.items() for p in places),
    }
)
EVERYONE = SIGNED_IN | {"public"}
OWN_ORGANIZATION = frozenset({"organization-editor:own", "organization-approver:own", "organization-secretary:own"})
OWN_COMMITTEE = frozenset({"joint-officer:own", "joint-chair:own"})
READ_EVERY_FILE = frozenset({"apex-officer", "apex-decider", "reviewer", "auditor"})
FILE = OWN_ORGANIZATION | OWN_COMMITTEE | READ_EVERY_FILE
REGISTRAR = frozenset({"registrar-officer", "registrar-decider"})
READ_EVERY_APPLICATION = READ_EVERY_FILE | REGISTRAR
APPLICANT = frozenset({"applicant:own"})
OWN_APPROVER = frozenset({"organization-approver:own"})
BOTH_SIDES = OWN_APPROVER | {"joint-chair:own"}
MAY_APPLY = frozenset(seat for seat in SIGNED_IN if seat.startswith(("applicant", "organization-")))


@dataclass(frozen=True)
class Row:
    """One page, and who may open it."""

    name: str
    args: tuple[str, ...] = ()
    """Each is the name of something in the prepared world."""
    may: frozenset[str] = EVERYONE
    method: str = "GET"
    data: dict[str, str] = field(default_factory=dict)
    hides: bool = False
    """Whether a refusal must not tell that there is anything: 404 instead of 403."""


ROWS = [
    Row("front"),
    Row("about"),
    Row("roles"),
    Row("view-as"),
    Row("set_language", method="POST", data={"language": "en"}),
    Row("register"),
    Row("federation"),
    Row("committee", ("committee",)),
    Row("committee-placements", ("committee",)),
    Row("cycles"),
    Row("packs"),
    Row("pack", ("pack_id", "pack_version")),
    Row("ledger"),
    Row("entry", ("entry",)),
    Row("organization", ("organization",)),
    Row("organization-obligations", ("organization",), FILE),
    Row("organization-activities", ("organization",), FILE),
    Row("organization-grade", ("organization",), FILE),
    Row("organization-file", ("organization",), FILE),
    Row("organization-export", ("organization",), FILE),
    Row("seat", may=SIGNED_IN),
    Row(
        "role-holders",
        may=frozenset(
            {
                "administrator",
                "organization-approver:own",
                "organization-approver:sibling",
                "organization-approver:other",
            }
        ),
    ),
    Row("role-end", ("holding",), frozenset({"administrator", "organization-approver:own"}), method="POST"),
    Row(
        "invitation-withdraw", ("invitation",), frozenset({"administrator", "organization-approver:own"}), method="POST"
    ),
    Row("kept-form", may=SIGNED_IN),
    Row("apply"),
    Row("applications", may=SIGNED_IN),
    Row("application", ("application",), APPLICANT | READ_EVERY_APPLICATION | OWN_COMMITTEE, hides=True),
    Row("application-check", ("application",), APPLICANT),
    Row("application-withdraw", ("application",), APPLICANT),
    Row("application-review", ("application",), APPLICANT),
    Row("application-question", ("application", "question"), APPLICANT),
    Row("application-save", ("application", "question"), APPLICANT, method="POST"),
    Row("organization-changes", ("organization",), FILE | REGISTRAR),
    Row("change-request", ("organization", "kind"), OWN_APPROVER),
    Row("change", ("change",), FILE | REGISTRAR, hides=True),
    Row("change-withdraw", ("change",), OWN_APPROVER, method="POST"),
    Row("change-review", ("change",), OWN_APPROVER),
    Row("organization-commitments", ("organization",), FILE),
    Row("commitment-make", ("organization", "pledge"), OWN_APPROVER),
    Row("commitment-propose", ("organization", "commitment"), BOTH_SIDES),
    Row("proposal", ("organization", "proposal"), BOTH_SIDES),
    Row("document", ("document",), APPLICANT | READ_EVERY_APPLICATION | OWN_COMMITTEE, hides=True),
    Row("undertaking-answer", ("organization", "undertaking"), OWN_APPROVER),
    Row("inbox", may=SIGNED_IN),
    Row("notice", ("notice",), FILE, hides=True),
    Row("deadlines", may=SIGNED_IN),
    Row("feed-renew", may=SIGNED_IN, method="POST"),
    Row("mail"),
    Row("desk", may=SIGNED_IN),
    Row("desk-list", ("desk_list",), frozenset({"registrar-officer"})),
    Row("desk-application", ("application",), READ_EVERY_APPLICATION | OWN_COMMITTEE, hides=True),
    Row("desk-change", ("change",), READ_EVERY_APPLICATION | OWN_COMMITTEE, hides=True),
    Row("pace"),
]
