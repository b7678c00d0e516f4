"""The policy lab: drafts of rules, what they would change, and the consultation on them."""
