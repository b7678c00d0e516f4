"""The federation as it stands and stood: who is under whom, and since when.

A *federation* is one installation. A *body* supervises on a tier; an *organization* is a registered
association with *identifiers* (scheme and value) and dated *particulars* (name, field, district,
size). A *classification* is a tree of *concepts*. A joint committee's *remit* says which concepts
(and districts) it covers; a *placement* puts an organization under it from one date to another.
Every span is half-open: from its first day up to, and not including, its `until_on`.
"""
