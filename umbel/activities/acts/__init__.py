"""The only writers of what is due and what was done."""

from umbel.activities.acts.entering import enter_records
from umbel.activities.acts.generating import generate_obligations

__all__ = ["enter_records", "generate_obligations"]
