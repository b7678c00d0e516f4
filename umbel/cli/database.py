"""Whether the database is ready for a command, and making it so where that is safe."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from umbel.cli.screen import say
from umbel.errors import NotNow


def bring_up_to_date() -> None:
    """Create the tables of an empty database, or bring those of an older version up to date.
    Raises NotNow for a database that a newer version has written.
    """
    executor = MigrationExecutor(connection)
    _refuse_newer(executor)
    if pending := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        new = not executor.loader.applied_migrations
        say("Creating the database." if new else f"Bringing the database up to date ({len(pending)} steps).")
        call_command("migrate", verbosity=0, interactive=False)


def require_records() -> None:
    """Raises NotNow when there is no database here yet, or it is not of this version."""
    executor = MigrationExecutor(connection)
    _refuse_newer(executor)
    if not executor.loader.applied_migrations:
        raise NotNow("There is no register here yet. Start with `umbel demo`, or `umbel import` with one of your own.")
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotNow("This database is of an older version. `umbel serve` brings it up to date when it starts.")


def _refuse_newer(executor: MigrationExecutor) -> None:
    known = executor.loader.disk_migrations or {}
    ours = {app for app, _ in known}
    newer = [key for key in executor.loader.applied_migrations if key[0] in ours and key not in known]
    if newer:
        app, name = min(newer)
        raise NotNow(
            f"A newer version of Umbel has written this database ({app} {name}). Use that version, "
            "or restore a backup from before."
        )
