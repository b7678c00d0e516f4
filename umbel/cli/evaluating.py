"""`umbel evaluate`: a cycle from its plan to proposed grades."""

from datetime import date, datetime

import click

from umbel.audit.actors import Actor
from umbel.cli.database import require_records
from umbel.cli.founding import pack_in_force
from umbel.cli.screen import Steps, say, show, show_table, steps
from umbel.errors import NotNow
from umbel.evaluation.acts import freeze_facts, plan, propose_grades
from umbel.evaluation.models import Cycle, ProposedGrade
from umbel.evaluation.queries.runs import check_engine
from umbel.evaluation.states import WITH_GRADES, CycleState
from umbel.policy import find_pack
from umbel.policy.pack import Pack
from umbel.rubric import Engine
from umbel.structure.queries import federation, rules_on, today

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--pack", "pack_id", metavar="ID", help="Policy pack; without it, the federation's own.")
@click.option("--from", "from_on", type=DAY, help="First day of the cycle; without it, of the last whole year.")
@click.option("--until", "until_on", type=DAY, help="First day after the cycle; without it, a year later.")
@click.option("--as-of", type=DAY, help="Day whose knowledge counts; without it, today.")
@click.option("--code", metavar="NAME", help="The cycle's name; without it, the year (of another pack: with its id).")
@click.option(
    "--engine",
    type=click.Choice([engine.value for engine in Engine]),
    default=Engine.DUCKDB.value,
    show_default=True,
    help="What runs the rubric; the grades are the same.",
)
def evaluate(
    *,
    pack_id: str | None,
    from_on: datetime | None,
    until_on: datetime | None,
    as_of: datetime | None,
    code: str | None,
    engine: str,
) -> None:
    """Evaluate a cycle: plan it, freeze the facts, propose grades.

    The cycle pins the policy pack by its hash, the facts are frozen to files with a hash of their own, and every
    organization gets a proposed grade with its explanation. A grade is a proposal: a person decides. What was
    interrupted goes on where it stopped, and a cycle that is done is only shown again.

    Spark is for a register that outgrows one machine, and has to be installed: `make install EXTRAS=spark`. It runs on
    this machine unless UMBEL_SPARK_MASTER names a cluster that sees the same files.

    \b
    Examples:
        umbel evaluate
        umbel evaluate --from 2025-01-01 --until 2026-01-01 --as-of 2026-03-31
        umbel evaluate --pack annual-return --code returns-2022 --from 2022-01-01 --until 2023-01-01

    Next: `umbel serve`, and open the cycle's page: the distribution, by committee and by field.
    """
    require_records()
    check_engine(Engine(engine))
    pack = pack_in_force(pack_id)
    begins, ends = _span(pack, _day(from_on), _day(until_on))
    if "@" not in (pack_id or ""):
        pack = _in_force_then(pack, begins)
    cycle = _cycle(pack, code or _code(pack, begins), begins, ends, _day(as_of), stated=from_on is not None)
    with steps() as bars:
        carry_through(cycle, bars, engine=Engine(engine))
    show_distribution(cycle, pack)


def carry_through(cycle: Cycle, bars: Steps, by: Actor | None = None, engine: Engine = Engine.DUCKDB) -> None:
    """Freeze the facts and propose the grades of a cycle, from wherever it stands."""
    actor = by or Actor.command_line()
    cycle.refresh_from_db()
    if cycle.state == CycleState.PLANNED:
        with bars.step("Freezing the facts") as step:
            freeze_facts(cycle=cycle, by=actor, progress=lambda _table, done: step(done))
        cycle.refresh_from_db()
    if cycle.state == CycleState.FROZEN:
        with bars.step("Proposing grades") as step:
            propose_grades(cycle=cycle, by=actor, engine=engine, progress=step)
        cycle.refresh_from_db()


def show_distribution(cycle: Cycle, pack: Pack) -> None:
    """Print how many organizations are proposed for each grade."""
    show(f"Cycle {cycle.code}: {cycle.from_on} until {cycle.until_on}, as known on {cycle.as_of}.")
    show(f"Pack {cycle.pack_id} {cycle.pack_version} ({cycle.pack_hash[:12]}), facts {cycle.snapshot.sha256[:12]}.")
    total = ProposedGrade.objects.filter(cycle=cycle).count()
    rows = []
    for grade in pack.grades:
        number = ProposedGrade.objects.filter(cycle=cycle, grade=grade.code).count()
        rows.append((grade.code, grade.title.in_language("en"), number, f"{100 * number / (total or 1):.1f} %"))
    show_table(("Grade", "", "Organizations", "Share"), [*rows, ("", "all", total, "")], right=(2, 3))


def _in_force_then(pack: Pack, begins: date) -> Pack:
    """Of the federation's own rules, the version that was in force when the cycle began: nothing applies backwards."""
    there = rules_on(begins)
    return find_pack(*there) if there and there[0] == pack.id else pack


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None


def _code(pack: Pack, begins: date) -> str:
    here = federation()
    return str(begins.year) if here and here.pack_id == pack.id else f"{pack.id}-{begins.year}"


def _span(pack: Pack, begins: date | None, ends: date | None) -> tuple[date, date]:
    """What was asked for, or the last whole year of supervision."""
    if begins is None:
        now = today()
        year = now.year - 1 if (now.month, now.day) >= pack.supervision_year_starts else now.year - 2
        begins = date(year, *pack.supervision_year_starts)
    return begins, ends or date(begins.year + 1, begins.month, begins.day)


def _cycle(pack: Pack, code: str, begins: date, ends: date, as_of: date | None, *, stated: bool) -> Cycle:
    """The cycle of that name, or a new one. Raises NotNow when the one there is another than asked for."""
    cycle = Cycle.objects.filter(code=code).first()
    if cycle is None:
        return plan(
            code=code, pack=pack, from_on=begins, until_on=ends, as_of=as_of or today(), by=Actor.command_line()
        )
    asked = (begins, ends) if stated else (cycle.from_on, cycle.until_on)
    if asked != (cycle.from_on, cycle.until_on) or (as_of and as_of != cycle.as_of):
        raise NotNow(
            f"There is a cycle {code} already, of {cycle.from_on} until {cycle.until_on} as known on {cycle.as_of}. "
            "Give yours another name with --code."
        )
    if cycle.state not in WITH_GRADES:
        say(f"The cycle {code} was begun earlier: going on where it stopped.")
    return cycle
