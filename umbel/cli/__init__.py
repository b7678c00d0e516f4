"""The `umbel` command: every job of an installation, from the first start to the ledger.

A command is a module of this package that is loaded when it is asked for, so that `umbel --help` is
quick and `umbel pack check` needs no database. What the program refuses is printed as a sentence.
"""

from umbel.cli.commands import umbel


def main() -> None:
    """Run the `umbel` command."""
    umbel(prog_name="umbel")


__all__ = ["main", "umbel"]
