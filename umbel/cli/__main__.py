"""`python -m umbel.cli` is the `umbel` command."""

from umbel.cli import main

main()
