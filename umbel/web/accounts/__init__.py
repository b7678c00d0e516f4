"""Accounts, roles and the role one acts in."""
