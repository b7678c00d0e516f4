"""One organization's entry, with what it was called and where it was placed through time."""

from datetime import date

from django.utils.translation import gettext

from umbel.errors import NotFound
from umbel.register.queries.committees import placed
from umbel.register.queries.reading import name_of, standing
from umbel.register.queries.search import identifiers
from umbel.register.rows import PublicFile
from umbel.structure.models import Organization
from umbel.structure.queries import placement_history
from umbel.words import as_written


def public_file(organization_id: int, as_of: date) -> PublicFile:
    """All that the register says of one organization, seen from a day: what began later is left out.
    Raises NotFound when there is no such organization.
    """
    organization = Organization.objects.filter(pk=organization_id).first()
    if organization is None:
        raise NotFound(
            gettext("There is no organization number %(number)s in the register.") % {"number": organization_id}
        )
    particulars = organization.particulars.select_related("concept", "district").order_by("-from_on")
    known = [row for row in particulars if row.from_on <= as_of] or list(particulars)[-1:]
    placements = [placed(row) for row in placement_history(organization) if row.from_on <= as_of]
    now = known[0] if known and (known[0].until_on is None or known[0].until_on > as_of) else None
    here = [row for row in placements if row.until_on is None or row.until_on > as_of]
    return PublicFile(
        id=organization.pk,
        name=name_of(known[0]) if known else as_written(str(organization.pk)),
        identifiers=identifiers([organization.pk])[organization.pk],
        founded_on=organization.founded_on,
        registered_on=organization.registered_on,
        ended_on=organization.ended_on,
        now=standing(now) if now else None,
        committee=here[0].committee if here else None,
        standings=tuple(standing(row) for row in known),
        placements=tuple(placements),
    )
