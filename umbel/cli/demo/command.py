"""`umbel demo`: the demo federation, built once and served."""

import click
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from umbel.cli.commands import loaded
from umbel.cli.database import bring_up_to_date
from umbel.cli.demo.build_whole import only_one_builder, whole_or_not_at_all
from umbel.cli.demo.origin import COMMITTEES, MOVES_ON, PACK, STANDS_ON, Wanted
from umbel.cli.demo.population import SEED, SIZE
from umbel.cli.screen import say, steps
from umbel.cli.serving import host_option, port_option, run_site
from umbel.errors import NotNow
from umbel.policy import find_pack
from umbel.structure.models import Organization, Placement
from umbel.structure.queries import apex, federation, in_force, joint_committees
from umbel.structure.states import TierCode

BUILD = "umbel.cli.demo.building:build"
"""Loaded only to build: a demo that is there starts without the solvers and the rubric."""


@click.command()
@host_option
@port_option
@click.option("--build-only", is_flag=True, help="Build it if need be, and do not serve it.")
@click.option("--rebuild", is_flag=True, help="Throw the demo away and build it anew; asks first.")
@click.option("--yes", is_flag=True, help="Answer yes to what --rebuild asks.")
@click.option(
    "--organizations", type=click.IntRange(60, 20_000), default=SIZE, show_default=True, help="How many to make up."
)
@click.option(
    "--committees", type=click.IntRange(1, 400), default=COMMITTEES, show_default=True, help="How many to design."
)
@click.option("--seed", type=int, default=SEED, show_default=True, help="The same seed gives the same federation.")
def demo(
    *,
    host: str,
    port: int,
    build_only: bool,
    rebuild: bool,
    yes: bool,
    organizations: int,
    committees: int,
    seed: int,
) -> None:
    """Build the demo federation once, and serve it.

    The demo is synthetic and says so: one comprehensive committee, 52 joint committees and 2,983 organizations
    under the pack beijing-2016, with a year and a half of obligations and activities and an evaluated cycle. Its
    calendar stands still on 30 June 2026. It is built whole or not at all: a build that is interrupted starts
    anew, and a demo that is there is only served. A register of your own is never touched: keep the two apart
    with UMBEL_HOME.

    \b
    Examples:
        umbel demo
        umbel demo --build-only
        umbel demo --organizations 300 --committees 6
        UMBEL_HOME=/tmp/another umbel demo --port 8001

    Next: open the printed address, and choose at /view-as/ as whom to look.
    """
    with only_one_builder():
        standing = _standing()
        if rebuild or not standing:
            _check_they_fit(organizations, committees)
        if standing and rebuild:
            _agree_to_rebuild(yes=yes)
        if rebuild or not standing:
            build = loaded(BUILD)
            with whole_or_not_at_all(), steps() as bars:
                build(Wanted(organizations=organizations, committees=committees, seed=seed), bars)
    _tell()
    if not build_only:
        run_site(host=host, port=port)


def _standing() -> bool:
    """Whether the demo is here already. Raises NotNow when something else is."""
    executor = MigrationExecutor(connection)
    if not executor.loader.applied_migrations:
        return False
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        bring_up_to_date()
    here = federation()
    if here and here.is_demo:
        return True
    if here or Organization.objects.exists():
        raise NotNow(
            f"This database holds {here or 'a register'}, which is not the demo, and stays as it is. "
            "Give the demo a folder of its own: UMBEL_HOME=another-folder umbel demo"
        )
    return False


def _check_they_fit(organizations: int, committees: int) -> None:
    """Before anything is built: so many can be shared out to so many, by the range of the demo's pack."""
    few, many = find_pack(PACK).tiers[TierCode.JOINT].size_range or (1, organizations)
    if not few * committees <= organizations <= many * committees:
        raise click.UsageError(
            f"{committees} joint committees of {few} to {many} organizations each need {few * committees:,} to "
            f"{many * committees:,} organizations, and {organizations:,} are asked for. Give another number "
            "of --organizations or of --committees."
        )


def _agree_to_rebuild(*, yes: bool) -> None:
    if connection.vendor == "postgresql":
        raise NotNow(
            "A ledger on PostgreSQL refuses to be emptied. Create a new database and name it in UMBEL_DATABASE."
        )
    if not yes:
        click.confirm("Throw the demo and everything entered in it away, and build it anew?", abort=True, err=True)


def _tell() -> None:
    """Say what there is to look at, and as whom. The organization is one that moved, where one did."""
    placements = Placement.objects.filter(in_force(STANDS_ON)).select_related("organization", "body")
    placed = placements.order_by("-from_on", "pk").filter(from_on__lte=MOVES_ON).first()
    assert placed is not None
    one, committee = placed.organization.particulars.filter(in_force(STANDS_ON)).first(), placed.body
    number = joint_committees(STANDS_ON).count()
    say(
        "",
        f"{federation()}",
        f"{Organization.objects.count():,} organizations under {number} joint committees, all made up. "
        f"The calendar stands still on {STANDS_ON}.",
        "",
        "Look at    /federation/  the three tiers in one picture",
        f"           /committees/{committee.code}/  a joint committee: what needs attention first",
        f"           /organizations/{placed.organization_id}/  an organization: its file, its moves, its grade and why",
        "           /cycles/  the evaluation of 2025, by committee and by field",
        "           /packs/  the rules, sourced or assumed",
        "           /apply/  how an organization comes onto the register, and 60 applications in every state",
        "           /ledger/  every act on the record",
        "Sign in as the public (nothing to choose), or with one click at /view-as/ as anyone:",
        f"           an apex officer: {apex(STANDS_ON)}",
        f"           an officer of a joint committee: {committee}",
        f"           someone of an organization: {one}",
        "           an applicant, a registrar, a reviewer, an auditor, an administrator",
        "",
    )
