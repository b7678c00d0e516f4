"""How the demo's organizations are entered in the register."""

from collections.abc import Callable, Iterable
from datetime import date

from umbel.cli.demo.origin import DEMO, REGISTER
from umbel.cli.demo.population import DemoOrganization
from umbel.policy.pack import Pack
from umbel.structure.acts import OrganizationEntry, enter_organizations
from umbel.structure.models import Identifier


def enter(pack: Pack, entries: Iterable[OrganizationEntry], on: date, progress: Callable[[int], None]) -> None:
    """Enter organizations of the demo, each with a committee of its own."""
    enter_organizations(
        entries=entries,
        classification=pack.classification.code if pack.classification else None,
        source=REGISTER,
        by=DEMO,
        on=on,
        with_committees=True,
        progress=progress,
    )


def entry_of(one: DemoOrganization) -> OrganizationEntry:
    """What the register says of an organization; its closing is entered when it is known."""
    return OrganizationEntry(
        identifiers=(("cn-uscc", one.code),),
        from_on=one.registered_on,
        names=one.names,
        concept=one.concept,
        district=one.district,
        size=one.size,
        founded_on=one.founded_on,
        registered_on=one.registered_on,
    )


def row_keys() -> dict[str, int]:
    """Credit code -> the organization's row."""
    return dict(Identifier.objects.filter(scheme="cn-uscc").values_list("value", "organization_id"))
