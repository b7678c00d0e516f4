"""`umbel work`: doing what waits in the background."""

import os
import time

import click
from django.core.management import call_command
from django.db import close_old_connections
from django_tasks_db.models import DBTaskResult

from umbel.activities.acts import resume_uploads
from umbel.bulletins.acts import resume_bulletins
from umbel.cli.database import require_records
from umbel.cli.screen import say, show

PAUSE = 1
SWEEP = 30
"""Seconds."""


@click.command()
@click.option("--watch", is_flag=True, help="Go on until stopped with Ctrl+C.")
@click.option("--while", "owner", type=int, hidden=True, help="Stop when this process is no longer the parent.")
def work(*, watch: bool, owner: int | None) -> None:
    """Do what waits in the background, such as filing a spreadsheet of reports.

    `umbel serve` does it by itself; run this beside `umbel serve --no-work`, in as many processes as there is need
    for. What a killed worker left behind is taken up again after a minute, and nothing is done twice.

    \b
    Examples:
        umbel work
        umbel work --watch

    Next: the page that began the work shows how far it is.
    """
    require_records()
    done, swept = 0, 0.0
    while owner is None or os.getppid() == owner:
        if time.monotonic() - swept > SWEEP or not watch:
            resume()
            swept = time.monotonic()
        done += _once()
        if not watch:
            show(str(done))
            say(f"Did {done} task{'' if done == 1 else 's'} that waited.")
            return
        close_old_connections()
        time.sleep(PAUSE)


def resume() -> int:
    """Take up again what workers left behind."""
    return resume_uploads() + resume_bulletins()


def _once() -> int:
    waiting = DBTaskResult.objects.ready().count()
    if waiting:
        call_command(
            "db_worker", queue_name="*", batch=True, interval=0, startup_delay=False, reload=False, verbosity=0
        )
    return waiting
