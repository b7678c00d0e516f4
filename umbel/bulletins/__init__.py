"""Cascading bulletins down the tiers, and rolling returns up."""
