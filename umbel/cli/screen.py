"""What a command shows: tables on stdout, progress and sentences on stderr."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

Step = Callable[[int], None]
"""Say that so many more are done."""


def say(*lines: str) -> None:
    """Say something to whoever runs the command, beside the result."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    for line in lines:
        console.print(line, markup=False)


def show(*lines: str) -> None:
    """Print a line of the result."""
    console = Console(highlight=False, soft_wrap=True)
    for line in lines:
        console.print(line, markup=False)


def show_table(headings: Sequence[str], rows: Iterable[Sequence[object]], *, right: Sequence[int] = ()) -> None:
    """Print a table of the result; columns in `right` stand to the right."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="right" if number in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*[str(cell) for cell in row])
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=160)
    console.print(table)


class Steps:
    """The bars of a long job: one a step."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress

    @contextmanager
    def step(self, title: str, total: int | None = None) -> Iterator[Step]:
        """A bar for one step; without a total it only shows that something goes on."""
        task = self.progress.add_task(title, total=total)
        yield lambda done: self.progress.advance(task, done)
        shown = next(entry for entry in self.progress.tasks if entry.id == task)
        finished = max(shown.completed, total or 1)
        self.progress.update(task, total=finished, completed=finished)
        if not self.progress.console.is_terminal:
            self.progress.console.print(f"{title}: done in {shown.elapsed or 0:.1f} s", markup=False)


@contextmanager
def steps() -> Iterator[Steps]:
    """Progress bars on stderr while the block runs; plain lines where there is no terminal."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        yield Steps(progress)
