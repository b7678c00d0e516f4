"""What programs may ask of Umbel: an organization's own program reports, and reads what is due and what was said.

Every operation calls the same act, and is refused by the same check, as the page that does the same. A program shows
whom it acts for by a key (`structure.acts.keys`), never by a session.
"""
