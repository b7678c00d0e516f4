"""The only writers of drafts of rules."""

from umbel.rulemaking.acts.adoption import adopt, restore_packs, withdraw
from umbel.rulemaking.acts.consultation import comment, open_consultation, reopen
from umbel.rulemaking.acts.drafts import begin_draft, keep_run, revise

__all__ = [
    "adopt",
    "begin_draft",
    "comment",
    "keep_run",
    "open_consultation",
    "reopen",
    "restore_packs",
    "revise",
    "withdraw",
]
