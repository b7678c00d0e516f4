"""Documents leave as attachments only."""
