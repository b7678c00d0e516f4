"""The only writers of drafts of rules."""

from umbel.rulemaking.acts.consulting import comment, open_consultation, reopen
from umbel.rulemaking.acts.drafting import begin_draft, keep_run, revise
from umbel.rulemaking.acts.ending import adopt, restore_packs, withdraw

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
