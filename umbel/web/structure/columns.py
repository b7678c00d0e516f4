"""What the columns of facts are called on a page: the record's own words stay beside them, as codes."""

from django.utils.translation import gettext as _


def attribute_words() -> dict[str, str]:
    """What rules may look at of the organization itself, in words."""
    return {
        "concept": _("Field"),
        "field": _("Field"),
        "district": _("District"),
        "size": _("Size"),
        "size_band": _("Size"),
        "registered_on": _("Registered"),
        "founded_on": _("Founded"),
        "age_years": _("Age in years"),
    }


def column_words() -> dict[str, str]:
    """Every column of every table of records, in words."""
    return _when() | _what()


def _when() -> dict[str, str]:
    return {
        "period": _("Period"),
        "quarter": _("Quarter"),
        "month": _("Month"),
        "held_on": _("Held on"),
        "reported_on": _("Reported on"),
        "from_on": _("From"),
        "until_on": _("Until"),
        "due_on": _("Due on"),
        "met_on": _("Met on"),
        "received_on": _("Received on"),
        "accounts_received_on": _("Accounts received on"),
        "published_on": _("Published on"),
        "valid_until": _("Valid until"),
        "decided_on": _("Decided on"),
        "final_on": _("Final since"),
        "ends_on": _("Ends on"),
        "days_late": _("Days late"),
        "days_overdue": _("Days overdue"),
        "days_ago": _("Days since the decision"),
        "final_days_ago": _("Days since it became final"),
        "years_ago": _("Years before this cycle"),
    }


def _what() -> dict[str, str]:
    return {
        "id": _("Number"),
        "kind": _("Kind"),
        "requirement": _("Requirement"),
        "head_count": _("People present"),
        "evidence": _("Pieces of evidence"),
        "verification": _("Finding"),
        "fate": _("Fate"),
        "income": _("Income"),
        "expenditure": _("Expenditure"),
        "qualified": _("Qualified opinion"),
        "pack": _("Rules it was given under"),
        "cycle": _("Evaluation"),
        "grade": _("Grade"),
        "rank": _("Rank (1 is the best)"),
        "ranks": _("Ranks there are"),
        "previous_grade": _("Grade the year before"),
        "is_valid": _("Still counts"),
        "rung": _("Measure decided"),
        "label": _("Label given"),
        "stands": _("Has effect"),
        "appeal_pending": _("Appeal pending"),
    }
