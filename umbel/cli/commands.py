"""The table of commands, and the group that loads each of them when it is asked for."""

import importlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, override

import click
import django

from umbel.cli.refusals import refusals_as_sentences


@dataclass(frozen=True, slots=True)
class CommandRow:
    """Where a command stands, what it does in one line, and whether it needs the database's models."""

    where: str
    summary: str
    needs_records: bool = True


COMMANDS = {
    "demo": CommandRow("umbel.cli.demo.command:demo", "Build the demo federation once, and serve it."),
    "serve": CommandRow("umbel.cli.serving:serve", "Serve the site."),
    "import": CommandRow("umbel.cli.importing:import_", "Import a register by a mapping."),
    "design": CommandRow("umbel.cli.designing:design", "Design the joint committees."),
    "evaluate": CommandRow("umbel.cli.evaluating:evaluate", "Evaluate a cycle: freeze the facts, propose grades."),
    "letters": CommandRow("umbel.cli.letters:letters", "Write the letters of a published cycle."),
    "lab": CommandRow("umbel.cli.lab:lab", "Try other rules on frozen facts; nothing real changes."),
    "clocks": CommandRow("umbel.cli.clocks:clocks", "Record the silences of committees that fell due."),
    "deliver": CommandRow("umbel.cli.delivering:deliver", "Send the e-mails that wait, and today's reminders."),
    "work": CommandRow("umbel.cli.working:work", "Do what waits in the background, such as filing spreadsheets."),
    "account": CommandRow("umbel.cli.accounts:account", "Invite people to hold roles."),
    "export": CommandRow("umbel.cli.exporting:export", "Export the register in the format it is imported from."),
    "pack": CommandRow("umbel.cli.packs:pack", "Check and list policy packs.", needs_records=False),
    "ledger": CommandRow("umbel.cli.ledgers:ledger", "Verify and seal the record of every act."),
}


def loaded(where: str) -> Any:
    """What stands at `module:name`, loaded now."""
    module, _, name = where.partition(":")
    return getattr(importlib.import_module(module), name)


class LazyGroup(click.Group):
    """A group whose commands are loaded by their row in a table."""

    def __init__(self, *args: Any, table: Mapping[str, CommandRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table = table

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.table)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        row = self.table.get(cmd_name)
        if row is None:
            return None
        if row.needs_records:
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "umbel.site.settings")
            django.setup()
        command = loaded(row.where)
        assert isinstance(command, click.Command)
        return command

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, row.summary) for name, row in self.table.items()])

    @override
    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        with refusals_as_sentences():
            return super().resolve_command(ctx, args)

    @override
    def invoke(self, ctx: click.Context) -> Any:
        with refusals_as_sentences():
            return super().invoke(ctx)


@click.group(cls=LazyGroup, table=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("umbel"), prog_name="umbel")
def umbel() -> None:
    """Umbel supervises a federation of associations in three tiers, on the record.

    New here? `umbel demo` builds a synthetic federation and shows it in the browser. With a register of your own:

    \b
        umbel import mapping.toml register.csv --dry-run
        umbel import mapping.toml register.csv
        umbel design --target-size 50 --apply
        umbel evaluate
        umbel serve

    Everything is kept in one folder: UMBEL_HOME, or else `var/` in a checkout and umbel/ in your own folder of data
    elsewhere. Each command explains itself with --help.
    """
