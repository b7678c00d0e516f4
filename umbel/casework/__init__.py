"""Due process: a case is how anything adverse is decided about an organization, and the only way.

*Ground*: why it was opened. *Notice*: what it is said to be about, with the rule, the facts, what is proposed and how
to reply. *Service*: the proof that a paper arrived. *Consideration*: which facts are relied on, which are set aside and
why, and what is made of the reply. *Rung*: the measure proposed, a step of the pack's ladder. *Appeal*: goes to someone
who had no part in the case. *Label*: what an organization carries until it ends; *remedy*: what ends it early.
"""
