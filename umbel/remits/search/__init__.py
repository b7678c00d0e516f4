"""From whole cells packed into committees to the best layout found, beginning afresh or from today's committees."""
