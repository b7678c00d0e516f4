"""Registers brought in and taken out.

A *mapping* is a TOML file that says, for each *file* of a register, which columns hold what: an
organization, a node of a classification, an obligation with its filing, or a regulator's stated
*standing*. An import *stages* every row, checked, in a file of its own; only then it *enters* them,
in one transaction. A row with a problem is listed by file, row and field. The export writes what the
shipped mapping `umbel` reads.
"""
