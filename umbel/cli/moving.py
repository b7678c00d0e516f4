"""The moving plan of a redesign: who moves, from where to where, and why."""

import csv
from pathlib import Path

from umbel.cli.screen import show, show_table
from umbel.exchange.exporting import cell_text
from umbel.remits import Design, Move, moving_plan
from umbel.structure.models import Concept, District, Particulars

SHOWN = 20
COLUMNS = ("organization", "name_en", "name_zh", "from", "to", "why_en", "why_zh")


def plan_of(made: Design) -> list[Move]:
    """Everyone who would move, with the reason in the words of the register."""
    titles = {
        "en": {row.code: row.name_en or row.name_zh for model in (District, Concept) for row in model.objects.all()},
        "zh-hans": {
            row.code: row.name_zh or row.name_en for model in (District, Concept) for row in model.objects.all()
        },
    }

    def title(code: str, language: str) -> str:
        return titles[language].get(code, code)

    return moving_plan(made, made.parameters["placements"], title_of=title, district_of=title)


def show_plan(moves: list[Move], plan_to: Path | None) -> None:
    """Print the first moves, and write all of them to a CSV file if one is named."""
    names = _names(moves)
    show_table(
        ("Organization", "From", "To", "Why"),
        [
            (" / ".join(filter(None, names[move.organization])), move.from_committee, move.to_committee, move.why["en"])
            for move in moves[:SHOWN]
        ],
    )
    if plan_to:
        _write(moves, names, plan_to)
        show(f"The whole moving plan, {len(moves):,} moves, is in {plan_to}.")
    elif len(moves) > SHOWN:
        show(f"... and {len(moves) - SHOWN:,} more: --plan FILE writes them all.")


def _names(moves: list[Move]) -> dict[str, tuple[str, str]]:
    movers = [int(move.organization) for move in moves]
    rows = Particulars.objects.filter(organization_id__in=movers).order_by("from_on")
    return {str(row.organization_id): (row.name_en, row.name_zh) for row in rows}


def _write(moves: list[Move], names: dict[str, tuple[str, str]], plan_to: Path) -> None:
    with plan_to.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for move in moves:
            row = (
                move.organization,
                *names[move.organization],
                move.from_committee,
                move.to_committee,
                move.why["en"],
                move.why["zh-hans"],
            )
            writer.writerow([cell_text(cell) for cell in row])
