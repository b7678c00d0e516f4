"""The only writers of structure."""

from umbel.structure.acts.bulk_entry import EntryCounts, OrganizationEntry, enter_organizations
from umbel.structure.acts.founding import (
    adopt_vocabulary,
    establish_body,
    found_federation,
    put_in_force,
    sort_by_own_language,
    take_up_vocabulary,
)
from umbel.structure.acts.placing import place
from umbel.structure.acts.registering import (
    change_office_holders,
    change_particulars,
    end_organization,
    enter_organization,
    take_up_names,
)

__all__ = [
    "EntryCounts",
    "OrganizationEntry",
    "adopt_vocabulary",
    "change_office_holders",
    "change_particulars",
    "end_organization",
    "enter_organization",
    "enter_organizations",
    "establish_body",
    "found_federation",
    "place",
    "put_in_force",
    "sort_by_own_language",
    "take_up_names",
    "take_up_vocabulary",
]
