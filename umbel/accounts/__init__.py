"""Who acts and looks, and what each role may do.

A *role* is public, organization, joint or apex: the tiers, and everyone else. A *permission* is named
`thing:what-is-done`. A *viewer* is whoever looks at a page, in a role, for a body or an organization.
People appear here only as holders of accounts; accounts themselves come with sign-in.
"""
