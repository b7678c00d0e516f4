"""What the rows of the access matrix name of rules: one draft being written, and one that everyone reads."""

from datetime import date

from tests.registration.conftest import TODAY, an_account
from umbel.evaluation.models import Cycle
from umbel.policy.adjusting import adjust
from umbel.rulemaking import acts
from umbel.rulemaking.queries import latest_revision


def rulemaking_things(world):
    editor = an_account("pack-editor")
    drafts = {"draft": _drafted("1.1.0", editor), "consulted": _drafted("1.2.0", editor)}
    cycle = Cycle.objects.get(code="2025")
    acts.keep_run(revision=latest_revision(drafts["consulted"]), cycle=cycle, on=TODAY, by=editor)
    acts.open_consultation(draft=drafts["consulted"], until=date(2026, 7, 31), on=TODAY, by=world.apex_decider)
    return {name: draft.pk for name, draft in drafts.items()}


def _drafted(version, editor):
    draft = acts.begin_draft(version=version, from_on=date(2027, 1, 1), purpose="Too high.", on=TODAY, by=editor)
    texts = adjust(latest_revision(draft).texts, {"grade/A/when/0": "85"}, why="Too high.")
    acts.revise(draft=draft, texts=texts, after=1, why="Too high.", on=TODAY, by=editor)
    return draft
