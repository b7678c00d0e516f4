"""Drafts of rules, as a federation has them in the middle of a year: one open for comments, one being written."""

from datetime import date, timedelta

from umbel.accounts.permissions import Role, Viewer
from umbel.cli.demo.origin import STANDS_ON
from umbel.cli.demo.staff import Staff
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
SAID = (
    (
        "indicator regularity",
        "We meet in term time only: keep the four quarters. 我们只在学期内活动，请保留四个季度的要求。",
    ),
    ("", "We agree: a good year should be seen as one. 同意：做得好的年份应当得到体现。"),
    ("grade A", "The line is easier to reach, but the title should stay rare. 门槛降低可以，但优秀等次不宜过多。"),
)


def redraft(staff: Staff, cycle: Cycle, bars: Steps) -> None:
    """One draft with comments on it, and one whose numbers have just been moved."""
    editor, decider = staff.of(Role.PACK_EDITOR), staff.of(Role.APEX_DECIDER)
    with bars.step("Drafting other rules", 3) as step:
        why = "Nine tenths were more than a small organization can reach. 小型组织难以达到九成。"
        draft = _draft("1.1.0", {"grade/A/when/0": "85", "grade/C/when/0": "55"}, why, editor)
        acts.keep_run(revision=latest_revision(draft), cycle=cycle, on=BEGUN, by=editor)
        step(1)
        acts.open_consultation(draft=draft, until=UNTIL, on=OPENED, by=decider)
        _comment(draft)
        step(1)
        later = "A lighter year for small organizations. 减轻小型组织的负担。"
        _draft(
            "1.2.0", {"requirement/annual-report/hours": "6", "requirement/regular-activity/hours": "2"}, later, editor
        )
        step(1)


def _draft(version: str, numbers: dict[str, str], why: str, editor: Viewer) -> RuleDraft:
    draft = acts.begin_draft(version=version, from_on=FROM, purpose=why, on=BEGUN, by=editor)
    last = latest_revision(draft)
    texts = adjust(last.texts, numbers, why=why)
    acts.revise(draft=draft, texts=texts, after=last.number, why=why, on=BEGUN, by=editor)
    return draft


def _comment(draft: RuleDraft) -> None:
    placed = Placement.objects.filter(in_force(STANDS_ON)).select_related("organization").order_by("pk")
    for (provision, text), placement in zip(SAID, placed, strict=False):
        organization = placement.organization
        account = sample_account(role=Role.ORGANIZATION_APPROVER, organization=organization)
        viewer = Viewer(
            Role.ORGANIZATION_APPROVER,
            organization_id=organization.pk,
            user_id=account.pk,
            label=str(account),
        )
        on = OPENED + timedelta(days=5)
        acts.comment(draft=draft, organization=organization, text=text, provision=provision, on=on, by=viewer)
