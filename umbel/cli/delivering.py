"""`umbel deliver`: sending what waits, and reminding of deadlines."""

import time

import click
from django.db import close_old_connections

from umbel.activities.queries import pack_in_force
from umbel.audit.actors import Actor
from umbel.cli.database import require_records
from umbel.cli.screen import say, show
from umbel.notices.acts import deliver_waiting, quiet, send_reminders
from umbel.policy.obligations import calendar_of
from umbel.policy.pack import Pack
from umbel.structure.queries import today

MINUTE = 60
AT_A_TIME = 50


@click.command()
@click.option("--watch", is_flag=True, help="Go on, and look again every minute, until stopped with Ctrl+C.")
def deliver(*, watch: bool) -> None:
    """Send the e-mails that wait, and remind of the deadlines that are near.

    E-mails are tried as soon as a notice is sent; those that failed wait here, longer after each failure, and are
    given up after eight. Whom a deadline runs for is reminded once, when at most three working days are left.
    Without UMBEL_SMTP e-mails are put into the folder mail/. Safe to run several times at once.

    \b
    Examples:
        umbel deliver
        umbel deliver --watch
        * * * * *  umbel deliver     (as a line of a crontab)

    Next: the page /mail/ shows what lies in the folder, and each notice how it was delivered.
    """
    require_records()
    while True:
        reminded, sent = _once()
        if not watch:
            show(str(sent))
        if not watch or reminded or sent:
            say(f"Sent {sent} e-mail{'' if sent == 1 else 's'}, {reminded} reminder{'' if reminded == 1 else 's'}.")
        if not watch:
            return
        close_old_connections()
        time.sleep(MINUTE)


def _once() -> tuple[int, int]:
    pack = pack_in_force()
    with quiet():  # reminders go out with the rest, a few at a time
        reminded = _remind(pack) if pack else 0
    sent = 0
    while now := deliver_waiting(limit=AT_A_TIME):
        sent += now
    return reminded, sent


def _remind(pack: Pack) -> int:
    within = pack.due_time("reminder").working_days
    return send_reminders(on=today(), within=within, calendar=calendar_of(pack), by=Actor.program("deliver"))
