"""Who signs in, and what a role may do.

An *account* is a person who signs in by e-mail address; it is named in the record by its label. What an account
may do comes from the *roles* it holds, which `structure` keeps with their bodies, organizations and dates.
"""
