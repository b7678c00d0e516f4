"""How grades look: by where they stand on their scale, since a pack names them as it likes.

Each band has a colour and a shape. The best has the first, the worst always the last, so that what
needs attention looks the same under every pack.
"""

COLOURS = ("#0b4a4e", "#3b8f8c", "#b9780a", "#76807d", "#9c3322")
WORST = len(COLOURS)


def band(position: int, of: int) -> int:
    """The band of the grade at `position` (1 is the best, 0 is none) on a scale of so many."""
    if 1 < of <= position:
        return WORST
    return max(0, min(position, WORST - 1))
