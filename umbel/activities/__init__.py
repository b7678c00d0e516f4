"""What is due, and what was done.

An *obligation* is one generated row for one organization, requirement and period, so that a rate is
fulfilled rows over generated rows. An *activity* is what an organization reports (a head count,
never names), with *evidence* that supports it; a *verification* is the joint committee's finding on
it. A *filing* is a document handed in for an obligation, such as an annual return.
"""
