"""The page that documents every role: the table of the program, in English.

`python -m tests.accounts.roles_page > docs/reference/roles.md` writes it anew.
"""

import os

import django

HEAD = """\
# Roles

Who may do what. This page is the table of `umbel/accounts/permissions.py`, which the site shows at `/roles/` in the
reader's language; a test keeps the two equal, and `tests/web/access.py` says for every page and form who may open it.

* A role is held at a place (an organization, a joint committee, the federation) from one day to another, and is given
  by a named person. An ended role reads and acts no more from the very next page.
* One acts in one role at a time, and switches at `/account/roles/`. What is done is recorded under the account.
* Administrators invite everyone; an organization's approver invites colleagues to its own organization. The first
  administrator is invited on the server: `umbel account invite someone@example.org`. An invitation is a link that
  works once, for fourteen days, for the address it was sent to. Nobody gives a role to themselves.
* Officers sign in with a second factor, an authenticator or a passkey, and anew after twelve hours.
* Nobody decides on what they prepared, nor on an organization where they hold a role; whoever declared a conflict
  takes no part.

| role | held at | what it may do | permissions |
| --- | --- | --- | --- |
"""
PLACES = {"organization": "an organization", "joint": "a joint committee", "federation": "the federation"}


def page():
    """The whole page."""
    from umbel.accounts.permissions import ROLES, Permission  # noqa: PLC0415  after the settings

    lines = []
    for role, row in ROLES.items():
        name = f"**{row.title}** (`{role}`)" + ("; officer" if row.is_officer else "")
        permissions = ", ".join(
            f"`{permission}`" for permission in Permission if permission in row.permissions - {Permission.READ_REGISTER}
        )
        lines.append(f"| {name} | {PLACES.get(row.held_at, '–')} | {row.prose} | {permissions or '–'} |")
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "umbel.site.settings")
    django.setup()
    print(page(), end="")  # noqa: T201  this is its purpose
