"""Why a file is not taken."""


class Refused(Exception):
    """What is wrong with a content, and the way out, before the file is named."""

    def __init__(self, problem: str, way_out: str) -> None:
        super().__init__(problem, way_out)
        self.problem = problem
        self.way_out = way_out
