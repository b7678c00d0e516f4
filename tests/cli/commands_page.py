"""The page that documents every command: what `--help` says, in one place.

`python -m tests.cli.commands_page > docs/reference/commands.md` writes it anew.
"""

from collections.abc import Iterator

import click

from umbel.cli import umbel

HEAD = """\
# Commands

Every job of an installation is a command. This page is what `umbel COMMAND --help` says, in one place; a test keeps
the two equal. Results go to standard output, progress and sentences to standard error. Exit code 0 says that it was
done; 1 that it was refused, and a sentence says why; 2 that the command was written wrongly.
"""


def page() -> str:
    """The whole page."""
    sections = [f"## {name}\n\n```text\n{text}```\n" for name, text in helps(umbel, "umbel")]
    return "\n".join([HEAD, *sections])


def helps(command: click.Command, name: str) -> Iterator[tuple[str, str]]:
    """The help of a command and of those below it, with their full names."""
    context = click.Context(
        command, info_name=name, max_content_width=100, terminal_width=100, help_option_names=["-h", "--help"]
    )
    lines = [line.rstrip() for line in command.get_help(context).splitlines()]
    yield name, "\n".join(lines) + "\n"
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            assert found is not None
            yield from helps(found, f"{name} {below}")


if __name__ == "__main__":
    click.echo(page(), nl=False)
