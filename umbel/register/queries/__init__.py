"""The register's questions. All of them read; none returns a row of the record."""

from umbel.register.queries.committees import (
    Changes,
    Overview,
    apex,
    committee,
    committees,
    dots,
    overview,
)
from umbel.register.queries.decisions import (
    DecisionTerms,
    against,
    decision,
    decisions,
    measures,
    papers,
    withheld,
)
from umbel.register.queries.figures import distribution, fates_by_committee, supervision
from umbel.register.queries.files import public_file
from umbel.register.queries.keeping import Kept, count_all, figures
from umbel.register.queries.search import Choices, SearchTerms, Status, choices, search

__all__ = [
    "Changes",
    "Choices",
    "DecisionTerms",
    "Kept",
    "Overview",
    "SearchTerms",
    "Status",
    "against",
    "apex",
    "choices",
    "committee",
    "committees",
    "count_all",
    "decision",
    "decisions",
    "distribution",
    "dots",
    "fates_by_committee",
    "figures",
    "measures",
    "overview",
    "papers",
    "public_file",
    "search",
    "supervision",
    "withheld",
]
