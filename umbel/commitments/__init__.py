"""What an organization pledges.

A *commitment* is made for an organization by a named office-holder on a date, in a wording and version of the pack;
its text and hash are kept, so that a later wording asks for a new commitment and never rewrites the old one. It holds
dated *undertakings* that later evidence answers. It is varied or ended only when both sides have agreed.
"""
