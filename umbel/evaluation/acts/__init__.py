"""The only writers of the evaluation."""

from umbel.evaluation.acts.freezing import freeze_facts
from umbel.evaluation.acts.planning import plan
from umbel.evaluation.acts.proposing import propose_grades

__all__ = ["freeze_facts", "plan", "propose_grades"]
