"""The inbox, the deadlines with their calendar feed, and the e-mails of a demo."""
