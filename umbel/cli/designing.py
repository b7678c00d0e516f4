"""`umbel design`: joint committees for the register as it stands."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from umbel.audit.actors import Actor
from umbel.cli.database import require_records
from umbel.cli.founding import founded_apex, pack_in_force
from umbel.cli.moving_plan import plan_of, show_plan
from umbel.cli.screen import say, show, show_table, steps
from umbel.errors import NotFound, NotNow
from umbel.outcomes import carry_out_design
from umbel.policy.pack import Tier
from umbel.remits import Design
from umbel.remits import design as design_committees
from umbel.structure.models import Body, Classification, Concept, District, Placement
from umbel.structure.queries import classification_in_use, current_particulars, federation, in_force, today
from umbel.structure.states import TierCode
from umbel.words import SOURCE

TARGET = 50


@click.command()
@click.option("--committees", type=click.IntRange(1), help="How many committees.")
@click.option("--target-size", type=click.IntRange(1), help="How many organizations each should have, about.")
@click.option(
    "--size-range", type=click.IntRange(1), nargs=2, metavar="LO HI", help="The least and the most one may have."
)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day whose register is taken; without it, today.")
@click.option(
    "--move-cost", type=click.FloatRange(0), default=0.0, show_default=True, help="What moving one organization weighs."
)
@click.option(
    "--time-limit",
    type=click.FloatRange(0.1),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to search.",
)
@click.option(
    "--apply", "carry_out", is_flag=True, help="Establish the committees from today, and place the organizations."
)
@click.option(
    "--plan",
    "plan_to",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A CSV file to write who moves, and why, to.",
)
@click.option("--pack", "pack_id", metavar="ID", help="Policy pack, where none is in force yet.")
@click.option(
    "--name", default="The federation", show_default=True, help="The federation's name, if it is founded now."
)
def design(
    *,
    committees: int | None,
    target_size: int | None,
    size_range: tuple[int, int] | None,
    as_of: datetime | None,
    move_cost: float,
    time_limit: float,
    carry_out: bool,
    plan_to: Path | None,
    pack_id: str | None,
    name: str,
) -> None:
    """Design the joint committees: which organizations each looks after, said in words.

    Organizations of the same field belong together; a field too large for one committee is divided by district.
    The design is measured by how far apart its members' fields are, and a proven lower bound says how much better
    any other could be. Where committees stand today, --move-cost weighs every organization that would move.
    A size range that cannot work is refused with the numbers that clash.

    \b
    Examples:
        umbel design
        umbel design --target-size 50 --size-range 40 60
        umbel design --committees 52 --move-cost 0.5 --plan moves.csv
        umbel design --committees 52 --apply

    Next: --apply establishes the committees; then `umbel evaluate`, or `umbel serve` to look at them.
    """
    require_records()
    if carry_out and as_of and as_of.date() != today():
        raise NotNow("A design is carried out from today, on today's register: leave out --as-of, or --apply.")
    day = as_of.date() if as_of else today()
    tier = _tier(pack_id)
    if committees is None and target_size is None:
        target_size = tier.target_size if tier and tier.target_size else TARGET
    with steps() as bars, bars.step("Designing joint committees"):
        made = designed(
            as_of=day,
            committees=committees,
            target_size=target_size,
            size_range=size_range or (tier.size_range if tier else None),
            move_cost=move_cost,
            time_limit=time_limit,
        )
    show_design(made, plan_to)
    if carry_out:
        _carry_out(made, pack_id, name)


def designed(*, as_of: date, **wishes: Any) -> Design:
    """A design for the organizations on the register on a day, from their fields, districts and placements."""
    classification = _classification()
    rows = current_particulars(as_of).order_by("organization_id")
    entries = rows.values_list("organization_id", "concept__code", "district__code")
    known = [(str(organization), concept, district) for organization, concept, district in entries if concept]
    if len(known) < len(entries):
        say(f"{len(entries) - len(known):,} organizations have no field and are left out.")
    if not known:
        raise NotFound(f"There are no organizations with a field on the register on {as_of}. Import a register first.")
    placed = Placement.objects.filter(in_force(as_of)).values_list("organization_id", "body__code")
    return design_committees(
        known,
        classification=dict(classification.concepts.values_list("code", "parent__code")),
        placements={str(organization): body for organization, body in placed} or None,
        **wishes,
    )


def show_design(made: Design, plan_to: Path | None) -> None:
    """Print the committees of a design, how good it is proven to be, and who would move."""
    concept, district = _titles(Concept), _titles(District)
    show_table(
        ("Committee", "Organizations", "Remit"),
        [
            (committee.code, committee.size, committee.remit.sentence(concept, "en", district))
            for committee in made.committees
        ],
        right=(1,),
    )
    sizes = [committee.size for committee in made.committees]
    show(
        f"{len(sizes)} committees of {min(sizes)} to {max(sizes)} for {sum(sizes):,} organizations, "
        f"found in {made.seconds:.1f} s.",
        f"Objective {made.objective:,.2f}, proven lower bound {made.bound:,.2f}: "
        f"no design is more than {100 * made.gap:.2f} % better.",
    )
    if made.moves:
        show(f"{made.moves:,} organizations would move from the committee they are under today.")
        show_plan(plan_of(made), plan_to)


def _carry_out(made: Design, pack_id: str | None, name: str) -> None:
    pack = pack_in_force(pack_id)
    apex: Body = founded_apex(pack, name)
    bodies = carry_out_design(
        design=made,
        tier=pack.tiers[TierCode.JOINT],
        classification=_classification().code,
        parent=apex,
        on=today(),
        by=Actor.command_line(),
    )
    show(f"Established under {apex} from {today()}: {len(bodies)} committees.")


def _tier(pack_id: str | None) -> Tier | None:
    """The joint tier of the pack asked for or in force, if there is one."""
    return pack_in_force(pack_id).tiers.get(TierCode.JOINT) if pack_id or federation() else None


def _classification() -> Classification:
    found = classification_in_use()
    if found is None:
        raise NotFound(
            "There is no classification here, so nothing says which fields are near. Import a register first."
        )
    return found


def _titles(model: type[Concept] | type[District]) -> Callable[[str], str]:
    names = {row.code: row.in_language(SOURCE) or row.code for row in model.objects.all()}
    return lambda code: names.get(code, code)
