"""What goes in and what comes out, in the words of the pages."""

from datetime import date, datetime
from typing import Annotated

from ninja import Field, Schema

from umbel.activities.models import Activity, Verification

Text = Annotated[str, Field(max_length=4000)]


class Who(Schema):
    """Whom the key acts for."""

    organization: int
    name: str
    role: str
    """Its code in the table of roles."""
    today: date
    """The day by which things are due or overdue here."""


class Kind(Schema):
    """A kind of activity that the rules in force know."""

    code: str
    title: dict[str, str]


class Due(Schema):
    """Something the organization was asked for: a requirement of the rules for one period."""

    id: int
    requirement: str
    """Its code in the rules, which /packs/ shows in words."""
    kind: str
    """`activity` is met by reports, `filing` by a document that is handed in on the site."""
    period: str
    from_on: date
    until_on: date
    """The first day after the period."""
    due_by: date
    """With the time that was given."""
    minimum: int
    """How many accepted activities meet it."""
    fate: str
    """open, met, late or missed."""


class Found(Schema):
    """A finding on a report."""

    finding: str
    """accepted, returned or not-accepted."""
    found_on: date
    body: str
    reasons: str
    by_silence: bool
    superseded_on: date | None
    """Since when it does not stand any more."""

    @staticmethod
    def resolve_body(row: Verification) -> str:
        return row.body.name


class Reported(Schema):
    """A report as it stands on the file. One that was taken back is not shown."""

    id: int
    kind: str
    held_on: date
    head_count: int
    summary: str
    place: str
    outcome: str
    obligation: int | None = Field(None, alias="obligation_id")
    reference: str
    found: str | None
    """The finding that stands today: accepted, returned or not-accepted; none while it waits."""
    reported_on: date
    filed_at: datetime | None
    verify_by: date | None
    """The committee's last day; its silence counts as acceptance."""
    all_findings: list[Found]
    entry: int | None
    """The number of the ledger's entry of its filing: its receipt is at /ledger/<number>/receipt.json."""

    @staticmethod
    def resolve_summary(row: Activity) -> str:
        return str(row.summary)


class ToReport(Schema):
    """One activity: a head count, never names."""

    kind: str
    held_on: date
    head_count: int
    summary: Text
    place: Annotated[str, Field(max_length=200)] = ""
    outcome: Text = ""
    obligation: int | None = None
    """Which obligation it answers."""
    language: Annotated[str, Field(max_length=10)] = "en"
    """The tag of the language in which `summary` is written: one of the federation's."""
    reference: Annotated[str, Field(max_length=80)] = ""
    """Your own number for it. The same number again is the same report, however often it is sent."""


class Wrong(Schema):
    """One thing that is wrong, and the way out."""

    field: str
    message: str


class Refused(Schema):
    """Why nothing was done."""

    message: str
    problems: list[Wrong] = []
