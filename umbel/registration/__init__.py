"""How an organization comes onto the register, changes what stands there, and leaves it.

An *application* is drafted, submitted, checked for completeness, examined by the registrar while the supervising tier
gives its *opinion*, and decided by a registrar decider who prepared none of it. A refusal is adverse: it has a ground,
facts and reasons, and is reviewed by someone else when the applicant asks. A *change request* alters or ends an entry.
"""
