"""The demo federation: synthetic, seeded and repeatable.

The *population* is its organizations; a *character* is how one of them behaves over the year and a half
that the demo covers; the *pace* of a joint committee is how fast it verifies. Words and shares are data
in `data/`. Nothing here is that of an existing organization or of a person.
"""
