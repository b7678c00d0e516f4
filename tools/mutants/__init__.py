"""`make mutants SEED=1 COUNT=500`: small changes to acts and rubric, one at a time, and whether a test notices.

`operators` knows the changes, most of them cosmic-ray's; `drawing` takes some of them by a seed; `reaching` finds the
tests that reach a changed line, as `make coverage` measured it; `trying` runs them in a copy of the tree. What was
found is kept in `build/mutants/`, so that a run that was stopped goes on where it was.
"""

from pathlib import Path

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "mutants"
