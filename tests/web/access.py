"""Who may open every page, and send every form: rows of URL name and method. `tests/web/test_access.py` tries each
row in every seat, and fails on a page, or a method that a page answers, without a row.

A row says how the address is built from the prepared world, by which method it is tried, and which seats may.
A seat is a role with a place: `joint-officer:own` sits in the committee that the organization is placed under (and
that was asked for its opinion), `:sibling` in the one beside it; `organization-approver:own` at the organization
itself, `:sibling` at another of the same committee, `:other` at one of another committee.

To add a page, add `Row("name", args, may)` here, and for each form that it takes `Row("name", args, may, POST, data)`;
a page that does several things takes a row for each. `args` and the values of `data` in braces name things of the
prepared world (`things` in the test). `may` is the set of seats; EVERYONE, SIGNED_IN and the other sets below say the
common ones. For everyone else the page answers with a refusal (403), as if there were nothing (404), or, to the
public, with the way to sign in (302). Those who may get anything else: an act that comes at the wrong moment (409)
or with something missing (422) was let through as far as it matters here.
"""

from dataclasses import dataclass, field

POST = "POST"
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
SIBLINGS = frozenset(f"organization-{role}:sibling" for role in ("editor", "approver", "secretary"))
OWN_COMMITTEE = frozenset({"joint-officer:own", "joint-chair:own"})
READ_EVERY_FILE = frozenset({"apex-officer", "apex-decider", "reviewer", "auditor"})
FILE = OWN_ORGANIZATION | OWN_COMMITTEE | READ_EVERY_FILE
REGISTRAR = frozenset({"registrar-officer", "registrar-decider"})
READ_EVERY_APPLICATION = READ_EVERY_FILE | REGISTRAR
APPLICANT = frozenset({"applicant:own"})
OWN_APPROVER = frozenset({"organization-approver:own"})
BOTH_SIDES = OWN_APPROVER | {"joint-chair:own"}
APPROVERS = frozenset(f"organization-approver:{place}" for place in PLACES["organization-approver"])
GIVES_ROLES = APPROVERS | {"administrator"}
GIVE_MORE_TIME = frozenset({"apex-decider", "joint-chair:own", "joint-chair:sibling"})
WRITE_BULLETINS = frozenset(
    {"apex-officer", "apex-decider", *(f"joint-{r}:{p}" for r in ("officer", "chair") for p in ("own", "sibling"))}
)
APEX = frozenset({"apex-officer", "apex-decider"})
COMMITTEES = frozenset(f"joint-{role}:{place}" for role in ("officer", "chair") for place in ("own", "sibling"))
REVIEWERS_OF_RETURNS = COMMITTEES | READ_EVERY_FILE
ASKED = REVIEWERS_OF_RETURNS | frozenset(seat for seat in SIGNED_IN if seat.startswith("organization-"))
NOBODY: frozenset[str] = frozenset()
MAY_APPLY = frozenset(seat for seat in SIGNED_IN if seat.startswith(("applicant", "organization-")))


@dataclass(frozen=True)
class Row:
    """One page or form, and who may."""

    name: str
    args: tuple[str, ...] = ()
    """Each is the name of something in the prepared world."""
    may: frozenset[str] = EVERYONE
    method: str = "GET"
    data: dict[str, str] = field(default_factory=dict)
    hides: bool = False
    """Whether a refusal must not tell that there is anything: 404 instead of 403."""

    def __str__(self) -> str:
        return " ".join([self.method, self.name, *self.data.values()])


def desk(act: str, may: frozenset[str], thing: str = "application", **data: str) -> Row:
    """A form of the desk: one act on one application or change."""
    return Row("desk-change" if thing == "change" else "desk-application", (thing,), may, POST, {"act": act} | data)


def report(act: str, may: frozenset[str], thing: str = "activity", **data: str) -> Row:
    """A form on the page of a report: one act on it."""
    return Row("activity", (thing,), may, POST, {"act": act} | data)


def case(act: str, may: frozenset[str], thing: str, **data: str) -> Row:
    """A form on the page of a case: one step of it."""
    return Row("case", (thing,), may, POST, {"act": act} | data)


BRING_HERE = OWN_COMMITTEE | APEX
CASE_FILE = FILE
DECIDER = frozenset({"apex-decider"})
REVIEWER = frozenset({"reviewer"})
DAY = "2026-06-30"
CASES = [
    Row("components"),
    Row("decisions"),
    Row("papers"),
    Row("decision", ("case_final",)),
    Row("deciding"),
    Row("cases", (), SIGNED_IN),
    Row("case-new", ("organization",), BRING_HERE),
    Row("case-new", ("organization",), BRING_HERE, POST, {"rung": "advice"}),
    Row("case", ("case_opened",), CASE_FILE, hides=True),
    Row("case-file", ("case_opened",), CASE_FILE, hides=True),
    case("give", OWN_COMMITTEE, "case_advice"),
    case("send-notice", OWN_COMMITTEE, "case_opened"),
    case("drop", OWN_COMMITTEE, "case_opened", reasons="No."),
    case("recuse", OWN_COMMITTEE | APEX | REVIEWER, "case_opened", reasons="A brother."),
    case("prove", OWN_COMMITTEE, "case_noticed"),
    case("try", OWN_COMMITTEE, "case_noticed", channel="post", tried_on=DAY, detail="x"),
    case("publish", OWN_COMMITTEE, "case_noticed", reasons="x"),
    case("acknowledge", OWN_APPROVER, "case_noticed"),
    case("reply", OWN_APPROVER, "case_served", text="No."),
    case("language", OWN_APPROVER, "case_served"),
    case("set-hearing", OWN_COMMITTEE, "case_served", held_on=DAY, where="x"),
    case("hear", OWN_COMMITTEE, "case_served", minutes="x"),
    case("interim", DECIDER, "case_served", what="x", reasons="x", until_on=DAY),
    case("object", OWN_APPROVER, "case_considered", grounds="x"),
    case("interim-stands", REVIEWER, "case_considered", reasons="x"),
    case("interim-ends", REVIEWER, "case_considered", reasons="x"),
    case("consider", OWN_COMMITTEE, "case_served", relied_on="x"),
    case("decide", frozenset({"joint-chair:own"}), "case_considered", reasons="x"),
    case("decide-nothing", frozenset({"joint-chair:own"}), "case_considered", reasons="x"),
    case("appeal", OWN_APPROVER, "case_appealable", grounds="x"),
    case("answer", OWN_APPROVER, "case_appealable", text="x"),
    case("plan", OWN_COMMITTEE, "case_appealable", what="x", due_on="2026-09-30"),
    case("uphold", REVIEWER, "case_appealed", reasons="x"),
    case("reverse", REVIEWER, "case_appealed", reasons="x"),
    case("end", frozenset({"joint-chair:own", "apex-decider"}), "case_final", reasons="x"),
    case("show", OWN_APPROVER, "case_final", step="{remedy}", shown="x"),
    case("met", OWN_COMMITTEE, "case_final", step="{remedy}", reasons="x"),
    case("not-met", OWN_COMMITTEE, "case_final", step="{remedy}", reasons="x"),
]


def of_cycle(act: str, may: frozenset[str], **data: str) -> Row:
    """A form on the page of a cycle."""
    return Row("cycle-step", ("cycle",), may, POST, {"act": act} | data)


CYCLES = [
    of_cycle("open-self-assessment", APEX),
    of_cycle("begin-review", APEX),
    of_cycle("end-review", APEX),
    of_cycle("confirm", DECIDER),
    of_cycle("publish", DECIDER),
    of_cycle("close", APEX),
    of_cycle("submit-review", frozenset({"joint-chair:own"}), body="{committee}"),
    of_cycle("send-back", DECIDER, body="{committee}", reasons="All alike."),
    Row("assessment", ("organization", "cycle"), FILE),
    Row("assessment", ("organization", "cycle"), OWN_APPROVER, POST, {"act": "assess", "indicator": "evidence"}),
    Row("assessment", ("organization", "cycle"), OWN_APPROVER, POST, {"act": "object", "indicator": "evidence"}),
    Row("assessment", ("organization", "cycle"), OWN_COMMITTEE, POST, {"act": "judge", "indicator": "evidence"}),
    Row("assessment", ("organization", "cycle"), OWN_COMMITTEE, POST, {"act": "read-again"}),
    Row("assessment", ("organization", "cycle"), FILE, POST, {"act": "try", "indicator": "evidence", "points": "1"}),
    Row("assessment", ("organization", "cycle"), REVIEWER, POST, {"act": "dismiss", "objection": "{objection}"}),
    Row("fact-correct", ("organization", "cycle"), APEX),
    Row("fact-correct", ("organization", "cycle"), APEX, POST, {"act": "correct", "table": "organization"}),
    Row("cycle-grounds", ("cycle",), COMMITTEES | APEX),
    Row("grade-proof", ("organization", "published_cycle")),
    Row("grade-letter", ("organization", "published_cycle"), FILE),
]
READ_LAB = APEX | {"pack-editor", "reviewer", "auditor"}
EDITOR = frozenset({"pack-editor"})


def of_draft(act: str, may: frozenset[str], thing: str = "draft", **data: str) -> Row:
    """A form on the page of a draft of rules."""
    return Row("lab-draft", (thing,), may, POST, {"act": act} | data)


RULES = [
    Row("lab", (), READ_LAB),
    Row("lab", (), EDITOR, POST, {"version": "x"}),
    Row("lab-draft", ("draft",), READ_LAB),
    of_draft("try", READ_LAB),
    of_draft("save", EDITOR, why="x"),
    of_draft("keep-run", EDITOR),
    of_draft("open-consultation", DECIDER, until="2026-12-31"),
    of_draft("withdraw", DECIDER, reasons="x"),
    of_draft("reopen", DECIDER, "consulted", reasons="x"),
    of_draft("adopt", DECIDER, "consulted", from_on="2027-01-01", answer="x"),
    Row("lab-files", ("draft",), READ_LAB),
    Row("lab-files", ("draft",), EDITOR, POST, {"file": "pack.toml", "text": "x", "why": "x"}),
    Row("lab-moved", ("draft",), READ_EVERY_FILE),
    Row("consultations"),
    Row("consultation", ("consulted",)),
    Row("consultation", ("consulted",), APPROVERS, POST, {"text": "x"}),
    Row("consultation-rules", ("consulted",)),
]
ROWS = [
    *CASES,
    *CYCLES,
    *RULES,
    Row("front"),
    Row("about"),
    Row("roles"),
    Row("acts"),
    Row("view-as"),
    Row("view-as", (), EVERYONE, POST, {"seat": "apex"}),
    Row("set_language"),
    Row("set_language", (), EVERYONE, POST, {"language": "en"}),
    Row("register"),
    Row("federation"),
    Row("committee", ("committee",)),
    Row("committee-placements", ("committee",)),
    Row("cycles"),
    Row("cycle", ("cycle",)),
    Row("cycle-chart", ("cycle", "chart")),
    Row("packs"),
    Row("pack", ("pack_id", "pack_version")),
    Row("ledger"),
    Row("ledger-checkpoint"),
    Row("entry", ("entry",)),
    Row("entry-receipt", ("entry",)),
    Row("entry-receipt", ("private_entry",), frozenset({"auditor"})),
    Row("organization", ("organization",)),
    Row("organization-obligations", ("organization",), FILE),
    Row("organization-activities", ("organization",), FILE),
    Row("activity-report", ("organization",), OWN_ORGANIZATION),
    Row("activity-report", ("organization",), OWN_ORGANIZATION, POST),
    Row("activity", ("activity",), FILE, hides=True),
    Row("subject", ("kind_of_subject", "activity"), FILE | frozenset({"auditor"}), hides=True),
    report("accept", OWN_COMMITTEE),
    report("return", OWN_COMMITTEE, reasons="No minutes."),
    report("not-accept", OWN_COMMITTEE, reasons="No minutes."),
    report("wrong", OWN_COMMITTEE, "signed", sign="{sign}", reasons="A weekly course."),
    report("withdraw", OWN_ORGANIZATION, reasons="By mistake."),
    report("ask", OWN_ORGANIZATION, "not_accepted", reasons="They were enclosed."),
    report("uphold", frozenset({"reviewer"}), "contested", reasons="It stands."),
    report("reverse", frozenset({"reviewer"}), "contested", reasons="It falls."),
    Row("activity-change", ("sent_back",), OWN_ORGANIZATION),
    Row("activity-change", ("sent_back",), OWN_ORGANIZATION, POST),
    Row("activity-upload", ("organization",), OWN_ORGANIZATION),
    Row("activity-upload", ("organization",), OWN_ORGANIZATION, POST),
    Row("activity-sheet", ("organization",), OWN_ORGANIZATION),
    Row("upload-progress", ("upload",), FILE, hides=True),
    Row("upload-progress", ("upload",), OWN_ORGANIZATION, POST),
    Row("bulletins", (), SIGNED_IN),
    Row("bulletin-new", (), WRITE_BULLETINS),
    Row("bulletin-new", (), WRITE_BULLETINS, POST),
    Row("bulletin", ("bulletin",), FILE | SIBLINGS, hides=True),
    Row("bulletin", ("bulletin",), OWN_ORGANIZATION | SIBLINGS, POST, {"act": "acknowledge"}),
    Row("bulletin", ("unsent",), OWN_COMMITTEE, POST, {"act": "relay"}),
    Row("bulletin", ("bulletin",), frozenset({"apex-officer", "apex-decider"}), POST, {"act": "withdraw"}),
    Row("bulletin-copies", ("bulletin",), OWN_COMMITTEE | READ_EVERY_FILE, hides=True),
    Row("calls", (), SIGNED_IN),
    Row("calls", (), APEX, POST, {"form": "yearly-figures", "period": "2024"}),
    Row("call", ("call",), ASKED, hides=True),
    Row("call", ("call",), APEX, POST),
    Row("call-rows", ("call",), REVIEWERS_OF_RETURNS, hides=True),
    Row("call-rows", ("call",), REVIEWERS_OF_RETURNS - {"auditor", "reviewer"}, POST),
    Row("return", ("return",), FILE, hides=True),
    Row("return", ("return",), OWN_ORGANIZATION, POST, {"act": "save"}),
    Row("return", ("return",), OWN_APPROVER, POST, {"act": "submit"}),
    Row("return", ("submitted",), OWN_COMMITTEE, POST, {"act": "forward"}),
    Row("return", ("submitted",), OWN_COMMITTEE, POST, {"act": "return", "reasons": "Wrong."}),
    Row("return", ("forwarded",), APEX, POST, {"act": "accept"}),
    Row("return", ("forwarded",), APEX, POST, {"act": "return", "reasons": "Wrong."}),
    Row("draws"),
    Row("draws", (), frozenset({"joint-chair:own", "joint-chair:sibling"}), POST),
    Row("draw-lots", ("draw",)),
    Row("visits", (), SIGNED_IN),
    Row("visit", ("visit",), FILE, hides=True),
    Row("visit", ("visit",), OWN_COMMITTEE, POST, {"act": "report", "visited_on": "2026-06-30", "text": "Open."}),
    Row("visit", ("visit",), OWN_COMMITTEE, POST, {"act": "drop", "text": "Closed down."}),
    Row("visit", ("visited",), OWN_ORGANIZATION, POST, {"act": "answer", "text": "We agree."}),
    Row("supervisors"),
    Row("glance", (), READ_EVERY_FILE),
    Row("calling", (), COMMITTEES),
    Row("extensions"),
    Row("extension-new", (), GIVE_MORE_TIME),
    Row("extension-new", (), GIVE_MORE_TIME, POST),
    Row("hand-in", ("organization", "filing"), OWN_APPROVER),
    Row("hand-in", ("organization", "filing"), OWN_APPROVER, POST),
    Row("organization-grade", ("organization",), FILE),
    Row("organization-grade-in", ("organization", "cycle"), FILE),
    Row("organization-records", ("organization", "cycle", "measure"), FILE),
    Row("organization-file", ("organization",), FILE),
    Row("organization-export", ("organization",), FILE),
    Row("seat", (), SIGNED_IN),
    Row("seat", (), SIGNED_IN, POST, {"holding": "{holding}"}),
    Row("role-holders", (), GIVES_ROLES),
    Row("role-holders", (), GIVES_ROLES, POST, {"email": "new@test.invalid", "role": "organization-editor"}),
    Row("role-end", ("holding",), frozenset({"administrator", "organization-approver:own"}), POST),
    Row("invitation-withdraw", ("invitation",), frozenset({"administrator", "organization-approver:own"}), POST),
    Row("invitation", ("token",)),
    Row("invitation", ("token",), frozenset({"public"}), POST, {"name": "New", "password": "a long new secret"}),
    Row("kept-form", (), SIGNED_IN),
    Row("apply"),
    Row("apply", (), MAY_APPLY, POST),
    Row("applications", (), SIGNED_IN),
    Row("application", ("application",), APPLICANT | READ_EVERY_APPLICATION | OWN_COMMITTEE, hides=True),
    Row("application-check", ("application",), APPLICANT),
    Row("application-check", ("application",), APPLICANT, POST),
    Row("application-withdraw", ("application",), APPLICANT),
    Row("application-withdraw", ("application",), APPLICANT, POST),
    Row("application-review", ("application",), APPLICANT),
    Row("application-review", ("application",), APPLICANT, POST),
    Row("application-question", ("application", "question"), APPLICANT),
    Row("application-question", ("application", "question"), APPLICANT, POST),
    Row("application-save", ("application", "question"), APPLICANT, POST),
    Row("organization-changes", ("organization",), FILE | REGISTRAR),
    Row("change-request", ("organization", "kind"), OWN_APPROVER),
    Row("change-request", ("organization", "kind"), OWN_APPROVER, POST),
    Row("change", ("change",), FILE | REGISTRAR, hides=True),
    Row("change-withdraw", ("change",), OWN_APPROVER, POST),
    Row("change-review", ("change",), OWN_APPROVER),
    Row("change-review", ("change",), OWN_APPROVER, POST),
    Row("organization-commitments", ("organization",), FILE),
    Row("commitment-make", ("organization", "pledge"), OWN_APPROVER),
    Row("commitment-make", ("organization", "pledge"), OWN_APPROVER, POST),
    Row("commitment-propose", ("organization", "commitment"), BOTH_SIDES),
    Row("commitment-propose", ("organization", "commitment"), BOTH_SIDES, POST),
    Row("proposal", ("organization", "proposal"), BOTH_SIDES),
    Row("proposal", ("organization", "proposal"), frozenset({"joint-chair:own"}), POST, {"step": "agree"}),
    Row("proposal", ("organization", "proposal"), frozenset({"joint-chair:own"}), POST, {"step": "decline"}),
    Row("proposal", ("organization", "proposal"), OWN_APPROVER, POST, {"step": "withdraw"}),
    Row("document", ("document",), APPLICANT | READ_EVERY_APPLICATION | OWN_COMMITTEE, hides=True),
    Row("undertaking-answer", ("organization", "undertaking"), OWN_APPROVER),
    Row("undertaking-answer", ("organization", "undertaking"), OWN_APPROVER, POST),
    Row("inbox", (), SIGNED_IN),
    Row("notice", ("notice",), FILE, hides=True),
    Row("deadlines", (), SIGNED_IN),
    Row("deadlines-feed", ("feed",)),
    Row("feed-renew", (), SIGNED_IN, POST),
    Row("mail"),
    Row("mail-message", ("mail", "first")),
    Row("desk", (), SIGNED_IN),
    Row("desk-list", ("desk_list",), frozenset({"registrar-officer"})),
    Row("desk-list", ("desk_list",), frozenset({"registrar-officer"}), POST, {"act": "keep-view", "name": "mine"}),
    Row("desk-list", ("desk_list",), frozenset({"registrar-officer"}), POST, {"act": "accept"}),
    Row("desk-application", ("application",), READ_EVERY_APPLICATION | OWN_COMMITTEE, hides=True),
    desk("accept", frozenset({"registrar-officer"})),
    desk("more", frozenset({"registrar-officer"})),
    desk("go-on", frozenset({"registrar-officer"})),
    desk("examine", frozenset({"registrar-officer"}), recommends="yes", findings="All in order."),
    desk("opinion", OWN_COMMITTEE, position="no-objection"),
    desk("register", frozenset({"registrar-decider"})),
    desk("refuse", frozenset({"registrar-decider"})),
    desk("place", frozenset({"apex-officer", "apex-decider"})),
    desk("uphold", frozenset({"reviewer"}), "reviewed", reasons="It stands."),
    desk("reverse", frozenset({"reviewer"}), "reviewed", reasons="It falls."),
    desk("recuse", READ_EVERY_APPLICATION | OWN_COMMITTEE, reasons="They are my cousin."),
    Row("desk-change", ("change",), READ_EVERY_APPLICATION | OWN_COMMITTEE, hides=True),
    desk("grant", frozenset({"registrar-decider"}), "change", reasons="Fine."),
    desk("refuse", frozenset({"registrar-decider"}), "change", reasons="No."),
    desk("uphold", frozenset({"reviewer"}), "change", reasons="It stands."),
    desk("reverse", frozenset({"reviewer"}), "change", reasons="It falls."),
    desk("recuse", READ_EVERY_APPLICATION | OWN_COMMITTEE, "change", reasons="They are my cousin."),
    Row("pace"),
]


def account(
    name: str, may: frozenset[str] = SIGNED_IN, methods: tuple[str, ...] = ("GET", POST), **data: str
) -> list[Row]:
    """A page of the sign-in library."""
    args = ("key_of_another",) if name in {"mfa_edit_webauthn", "mfa_remove_webauthn"} else ()
    return [Row(name, args, may, method, data if method == POST else {}) for method in methods]


ROWS += [
    *account("account_login", EVERYONE, login="nobody@test.invalid", password="x"),
    *account("account_signup", EVERYONE),
    *account("account_reset_password", EVERYONE, email="nobody@test.invalid"),
    *account("account_confirm_password_reset_code", NOBODY),  # only after a code was asked for
    *account("account_complete_password_reset", EVERYONE),  # back to where a code is asked for
    *account("account_password_reset_completed", EVERYONE, ("GET",)),
    *account("account_confirm_login_code"),  # to the desk; this site sends no codes to sign in with
    *account("account_inactive", EVERYONE, ("GET",)),
    *account("account_logout", EVERYONE),
    *account("account_email_verification_sent"),
    *account("account_reauthenticate"),
    *account("account_email"),
    *account("account_change_password"),
    *account("account_set_password"),
    *account("mfa_authenticate"),
    *account("mfa_login_webauthn"),
    *account("mfa_index", methods=("GET",)),
    *account("mfa_reauthenticate"),
    *account("mfa_activate_totp"),
    *account("mfa_deactivate_totp"),
    *account("mfa_view_recovery_codes", methods=("GET",)),
    *account("mfa_generate_recovery_codes"),
    *account("mfa_download_recovery_codes", methods=("GET",)),
    *account("mfa_list_webauthn", methods=("GET",)),
    *account("mfa_add_webauthn"),
    *account("mfa_reauthenticate_webauthn"),
    *account("mfa_edit_webauthn", NOBODY),  # a key belongs to one account
    *account("mfa_remove_webauthn", NOBODY),
    *account("usersessions_list"),
]

ROWS += [Row("pack-duties", ("pack_id", "pack_version"), EVERYONE)]
KEY_HOLDERS = frozenset(seat for seat in SIGNED_IN if seat.startswith("organization-"))
ROWS += [
    Row("access-keys", (), KEY_HOLDERS),
    Row("access-keys", (), KEY_HOLDERS, POST, {"name": "Our program"}),
    # what a session opens; what a key opens is tried in tests/api
    Row("openapi-json", (), EVERYONE),
    Row("api-organization", (), NOBODY),
    Row("api-kinds", (), NOBODY),
    Row("api-obligations", (), NOBODY),
    Row("api-activities", (), NOBODY),
    Row("api-activities", (), NOBODY, POST),
    Row("api-activities-with-files", (), NOBODY, POST),
    Row("api-activity", ("activity",), NOBODY),
]
