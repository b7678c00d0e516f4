"""What is said to whom, by when an answer is due, and proof that it arrived.

A *notice* is a stored object about a subject, in its reader's language, with its delivery *attempts* and its *receipt*;
an e-mail that went out is no proof of service. A *deadline* is a clock that runs for someone: an organization, a
committee, a role or an account; it is met, or passes in silence, or is lifted. *Reminders* go out before it.
"""
