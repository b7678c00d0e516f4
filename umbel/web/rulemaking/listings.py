"""Drafts of rules that were put to everyone, as a list."""

from django.utils.translation import gettext_lazy as _

from umbel.rulemaking.queries import consultations
from umbel.web.lists import Column, Listing, for_everyone
from umbel.web.rulemaking.words import states

CONSULTATIONS = Listing(
    code="consultations",
    title=_("Consultations on rules"),
    columns=(
        Column("draft", _("Draft"), str, cell=True),
        Column("why", _("Why"), "purpose", cell=True),
        Column("until", _("Comments until"), "consulted_until", sort="consulted_until", nowrap=True),
        Column("comments", _("Comments"), lambda row: row.comments_made or 0, number=True),
        Column("state", _("State"), lambda row: states()[row.state], tag=lambda _row: ""),
    ),
    rows=lambda _asked: consultations(),
    allowed=for_everyone,
    empty=_("No rules have been put to consultation yet."),
    cells="rulemaking/cells/consultation.html",
)
