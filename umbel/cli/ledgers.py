"""`umbel ledger`: verifying the record of every act, and sealing it."""

from pathlib import Path

import click

from umbel.audit import acts as audit
from umbel.audit.verify import verify_ledger
from umbel.cli.commands import CommandRow, LazyGroup
from umbel.cli.database import require_records
from umbel.cli.screen import say, show, steps

LEDGER_COMMANDS = {
    "verify": CommandRow("umbel.cli.ledgers:verify", "Name any row changed behind the program's back."),
    "checkpoint": CommandRow("umbel.cli.ledgers:checkpoint", "Seal the ledger as it stands."),
}


@click.command()
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A checkpoint kept elsewhere: finds what was rewritten together with everything after it.",
)
@click.pass_context
def verify(ctx: click.Context, against: Path | None) -> None:
    """Read the whole ledger and name every entry that was changed, removed, inserted or moved.

    Each entry's hash is computed again from its content, each link of the tree is followed, and each
    checkpoint is compared. The site may go on running. Exit code 0 says that everything agrees; 1 that
    something does not, and each finding is printed.

    \b
    Examples:
        umbel ledger verify
        umbel ledger verify --against checkpoint-2026-06.txt

    Next: keep a checkpoint outside this machine (`umbel ledger checkpoint`), so that not even its owner
    can rewrite the past unseen.
    """
    require_records()
    kept = against.read_text(encoding="utf-8", errors="replace") if against else ""
    with steps() as bars, bars.step("Reading the ledger") as step:
        done = 0

        def advance(read: int, _total: int) -> None:
            nonlocal done
            step(read - done)
            done = read

        report = verify_ledger(advance, against=kept)
    show(str(report))
    if not report.is_sound:
        ctx.exit(1)


@click.command()
def checkpoint() -> None:
    """Seal the ledger as it stands, and print the seal.

    The printed text is a checkpoint in the C2SP form: whose ledger, how many entries, their root. The same
    state is sealed only once. Keep the text where this machine's owner cannot change it: with the apex
    body's auditors, in a newspaper, on paper.

    \b
    Examples:
        umbel ledger checkpoint
        umbel ledger checkpoint > checkpoint-2026-06.txt

    Next: `umbel ledger verify --against FILE` compares the ledger with a checkpoint that was kept.
    """
    require_records()
    seal = audit.checkpoint()
    click.echo(seal.text, nl=False)
    say(f"Sealed {seal.size} entries.")


@click.group(cls=LazyGroup, table=LEDGER_COMMANDS)
def ledger() -> None:
    """Verify and seal the record of every act.

    Every act that changes the register leaves one entry in an append-only ledger, chained into a Merkle tree.
    """
