"""Remits: which joint committee looks after which organizations, and how that is said in words.

A *cell* is the organizations of one concept in one district; a *committee* has a *centre*, the cell from which its
members are nearest; its *remit* is the concepts it covers and, where a field is divided, the districts. `design` makes
committees, `remit_covers` tells a newcomer's committee, `moving_plan` says who moves and why.
"""

from umbel.remits.design import Committee, Design, design, remit_covers
from umbel.remits.moving_plan import Move, moving_plan
from umbel.remits.problem.sizes import Infeasible
from umbel.remits.wording.remit import Remit, RemitTerm

__all__ = [
    "Committee",
    "Design",
    "Infeasible",
    "Move",
    "Remit",
    "RemitTerm",
    "design",
    "moving_plan",
    "remit_covers",
]
