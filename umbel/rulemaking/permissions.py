"""Who drafts rules, tries them, puts them to consultation, comments and adopts."""

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Permission, Viewer, check_has, twin_of
from umbel.errors import NotAllowed
from umbel.rulemaking.models import Revision, RuleDraft


def check_may_read_lab(viewer: Viewer) -> None:
    """Those who draft, those who run the evaluation, and those who read every file."""
    check_has(viewer, Permission.EDIT_PACKS, Permission.RUN_CYCLES, Permission.READ_EVERY_FILE)


def check_may_name(viewer: Viewer) -> None:
    """Whoever reads every file learns which organizations a trial speaks of; whoever drafts sees them without names."""
    check_has(viewer, Permission.READ_EVERY_FILE)


def check_may_draft(viewer: Viewer) -> None:
    """Pack editors."""
    check_has(viewer, Permission.EDIT_PACKS)


def check_may_open(viewer: Viewer) -> None:
    """A decider of the apex puts a draft to everyone, takes it back, and withdraws it."""
    check_has(viewer, Permission.DECIDE_FOR_APEX)


def check_may_withdraw(viewer: Viewer, draft: RuleDraft) -> None:
    """A decider of the apex; and whoever began a draft that nobody outside has seen."""
    if viewer.has(Permission.EDIT_PACKS) and draft.begun_by_id == viewer.user_id and draft.consulted_from is None:
        return
    check_may_open(viewer)


def check_may_adopt(viewer: Viewer, draft: RuleDraft) -> None:
    """A decider of the apex who wrote none of it."""
    check_may_open(viewer)
    if Revision.objects.filter(draft=draft, made_by=viewer.account_id).exists():
        raise NotAllowed(_("Nobody adopts rules that they drafted themselves."))


def check_may_comment(viewer: Viewer, organization_id: int | None) -> None:
    """An organization's own approver: its word binds it."""
    check_has(viewer, Permission.SUBMIT_FOR_ORGANIZATION)
    if viewer.organization_id != organization_id:
        raise NotAllowed(_("You comment for your own organization."))


may_read_lab = twin_of(check_may_read_lab)
may_name = twin_of(check_may_name)
may_draft = twin_of(check_may_draft)
may_open = twin_of(check_may_open)
may_withdraw = twin_of(check_may_withdraw)
may_adopt = twin_of(check_may_adopt)
may_comment = twin_of(check_may_comment)
