"""What the public may see: a projection of the record, and nothing else.

The *register* shows an organization's *entry*: names, identifiers, field, district, committee, dates and
placements. Grades are proposals until a cycle is published, so the register gives their distribution
over a committee or a field, and never one organization's. What its questions return is plain data: no
row of the record leaves this piece.
"""
