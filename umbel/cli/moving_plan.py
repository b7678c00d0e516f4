"""The moving plan of a redesign: who moves, from where to where, and why."""

import csv
from pathlib import Path

from umbel.cli.screen import show, show_table
from umbel.exchange.export import cell_text
from umbel.remits import Design, Move, moving_plan
from umbel.structure.models import Concept, District, Particulars
from umbel.structure.queries import languages
from umbel.words import SOURCE, Words, columns, spread

SHOWN = 20


def plan_of(made: Design) -> list[Move]:
    """Everyone who would move, with the reason in the words of the register."""
    titles = {row.code: row.names for model in (District, Concept) for row in model.objects.all()}

    def title(code: str, language: str) -> str:
        return titles[code].in_language(language) if code in titles else code

    placements = made.parameters["placements"]
    return moving_plan(made, placements, languages=languages(), title_of=title, district_of=title)


def show_plan(moves: list[Move], plan_to: Path | None) -> None:
    """Print the first moves, and write all of them to a CSV file if one is named."""
    names = _names(moves)
    show_table(
        ("Organization", "From", "To", "Why"),
        [
            (
                " / ".join(names[move.organization].values()),
                move.from_committee,
                move.to_committee,
                Words(move.why).in_language(SOURCE),
            )
            for move in moves[:SHOWN]
        ],
    )
    if plan_to:
        _write(moves, names, plan_to)
        show(f"The whole moving plan, {len(moves):,} moves, is in {plan_to}.")
    elif len(moves) > SHOWN:
        show(f"... and {len(moves) - SHOWN:,} more: --plan FILE writes them all.")


def _names(moves: list[Move]) -> dict[str, Words]:
    movers = [int(move.organization) for move in moves]
    rows = Particulars.objects.filter(organization_id__in=movers).order_by("from_on")
    return {str(row.organization_id): row.names for row in rows}


def _write(moves: list[Move], names: dict[str, Words], plan_to: Path) -> None:
    with plan_to.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        spoken = languages()
        writer.writerow(("organization", *columns("name", spoken), "from", "to", *columns("why", spoken)))
        for move in moves:
            row = (
                move.organization,
                *spread(names[move.organization], "name", spoken).values(),
                move.from_committee,
                move.to_committee,
                *spread(move.why, "why", spoken).values(),
            )
            writer.writerow([cell_text(cell) for cell in row])
