"""Drafts of rules, as a federation has them in the middle of a year: one open for comments, one being written."""

from datetime import date, timedelta

from umbel.accounts.permissions import Role, Viewer
from umbel.cli.demo.origin import STANDS_ON
from umbel.cli.demo.staff import Staff
from umbel.cli.demo.words import said
from umbel.cli.screen import Steps
from umbel.evaluation.models import Cycle
from umbel.policy.adjusting import adjust
from umbel.rulemaking import acts
from umbel.rulemaking.models import RuleDraft
from umbel.rulemaking.queries import latest_revision
from umbel.structure.acts.roles import sample_account
from umbel.structure.models import Placement
from umbel.structure.queries import in_force

BEGUN, OPENED, UNTIL = STANDS_ON - timedelta(days=30), STANDS_ON - timedelta(days=18), STANDS_ON + timedelta(days=25)
FROM = date(2027, 1, 1)


def redraft(staff: Staff, cycle: Cycle, bars: Steps) -> None:
    """One draft with comments on it, and one whose numbers have just been moved."""
    editor, decider = staff.of(Role.PACK_EDITOR), staff.of(Role.APEX_DECIDER)
    with bars.step("Drafting other rules", 3) as step:
        draft = _draft("1.1.0", {"grade/A/when/0": "85", "grade/C/when/0": "55"}, said("draft")["why"], editor)
        acts.keep_run(revision=latest_revision(draft), cycle=cycle, on=BEGUN, by=editor)
        step(1)
        acts.open_consultation(draft=draft, until=UNTIL, on=OPENED, by=decider)
        _comment(draft)
        step(1)
        hours = {"requirement/annual-report/hours": "6", "requirement/regular-activity/hours": "2"}
        _draft("1.2.0", hours, said("draft")["later"], editor)
        step(1)


def _draft(version: str, numbers: dict[str, str], why: str, editor: Viewer) -> RuleDraft:
    draft = acts.begin_draft(version=version, from_on=FROM, purpose=why, on=BEGUN, by=editor)
    last = latest_revision(draft)
    texts = adjust(last.texts, numbers, why=why)
    acts.revise(draft=draft, texts=texts, after=last.number, why=why, on=BEGUN, by=editor)
    return draft


def _comment(draft: RuleDraft) -> None:
    placed = Placement.objects.filter(in_force(STANDS_ON)).select_related("organization").order_by("pk")
    for comment, placement in zip(said("draft")["comment"], placed, strict=False):
        organization = placement.organization
        account = sample_account(role=Role.ORGANIZATION_APPROVER, organization=organization)
        viewer = Viewer(
            Role.ORGANIZATION_APPROVER,
            organization_id=organization.pk,
            user_id=account.pk,
            label=str(account),
        )
        on = OPENED + timedelta(days=5)
        acts.comment(draft=draft, organization=organization, **comment, on=on, by=viewer)
