"""Entering one organization that was decided to be registered, and changing or ending what stands of it."""

from datetime import date
from itertools import batched
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from umbel.audit import acts as audit
from umbel.audit.actors import Actor, Subject
from umbel.audit.acts import whole
from umbel.audit.subjects import SubjectKind
from umbel.errors import NotNow
from umbel.structure.acts.new_organization import (
    PARTICULARS,
    NewOrganization,
    begin_organizations,
    named,
    rename_committees,
)
from umbel.structure.models import Body, Concept, District, Identifier, OfficeHolder, Organization, Particulars
from umbel.structure.queries import federation, in_force, languages, placement_of, today
from umbel.structure.table_of_acts import StructureAct
from umbel.words import Words

AT_A_TIME = 2000


def subject_of(organization: Organization, on: date) -> Subject:
    """How the record names an organization, as it is called on that day."""
    standing = (
        organization.particulars.filter(in_force(on)).first() or organization.particulars.order_by("-from_on").first()
    )
    return Subject(SubjectKind.ORGANIZATION, str(organization.pk), str(standing or organization.pk))


@whole()
def enter_organization(
    *,
    names: Words,
    identifier: tuple[str, str],
    concept: Concept | None,
    district: District | None,
    size: int | None,
    office_holders: list[tuple[str, str]],
    on: date,
    by: Actor,
) -> Organization:
    """Enter an organization in the register from `on`, with its office-holders and its own committee.
    Raises NotNow when its number is another's.
    """
    scheme, value = identifier
    if taken := Identifier.objects.filter(scheme=scheme, value=value).first():
        owner = subject_of(taken.organization, on).label
        raise NotNow(
            _("The number %(number)s is that of %(owner)s.") % {"number": value, "owner": owner}, field="number"
        )
    new = NewOrganization(
        identifiers=[identifier],
        from_on=on,
        registered_on=on,
        stated={
            **named(names, languages()[0]),
            "concept_id": concept.pk if concept else None,
            "district_id": district.pk if district else None,
            "size": size,
        },
        office_holders=office_holders,
    )
    [key] = begin_organizations([new], with_committees=True)
    organization = Organization.objects.get(pk=key)
    audit.record(
        StructureAct.ENTER_ORGANIZATION,
        by=by,
        about=subject_of(organization, on),
        data={"on": str(on), "scheme": scheme, "number": value},
    )
    return organization


@whole()
def change_particulars(*, organization: Organization, on: date, by: Actor, reasons: str, **stated: Any) -> Particulars:
    """End what stands of the organization on `on` and begin what is stated anew; the rest is carried over.
    Raises NotNow where that day's particulars began on the very day, or later ones stand already.
    """
    if unknown := stated.keys() - set(PARTICULARS):
        raise ValueError(f"Particulars know nothing of {sorted(unknown)}.")
    check_nothing_later(organization, on)
    current = organization.particulars.get(in_force(on))
    if "names" in stated:
        stated |= named(stated["names"], languages()[0])
    values = {name: getattr(current, name) for name in PARTICULARS} | stated
    if current.from_on == on:
        raise NotNow(
            _("The entry changed on %(day)s already, and an entry stands for a day at least. Choose a later day.")
            % {"day": on}
        )
    current.until_on = on
    current.save(update_fields=["until_on"])
    changed = Particulars.objects.create(organization=organization, from_on=on, **values)
    rename_committees([changed], today())
    audit.record(
        StructureAct.CHANGE_PARTICULARS,
        by=by,
        about=subject_of(organization, on),
        reasons=reasons,
        data={"on": str(on), "fields": sorted(stated), "before": str(current), "after": str(changed)},
    )
    return changed


@whole()
def take_up_names(*, on: date, by: Actor) -> int:
    """Let the own committee of every organization whose name changes on a day that has come bear the new one. Safe to
    run every day; returns how many have another name now.
    """
    later = Particulars.objects.filter(in_force(on), organization__committee__established_on__lt=F("from_on"))
    rows = later.order_by("pk").iterator(AT_A_TIME)
    renamed = [body for some in batched(rows, AT_A_TIME) for body in rename_committees(some, on)]
    if renamed:
        audit.record(
            StructureAct.TAKE_UP_NAMES,
            by=by,
            about=Subject(SubjectKind.FEDERATION, "1", str(federation() or "")),
            data={"on": str(on), "committees": {body.code: str(body) for body in renamed}, "count": len(renamed)},
        )
    return len(renamed)


@whole()
def change_office_holders(
    *, organization: Organization, office_holders: list[tuple[str, str]], on: date, by: Actor, reasons: str
) -> None:
    """From `on` these hold the organization's offices, by function and name; those who do not continue end."""
    standing = list(organization.office_holders.filter(in_force(on)))
    wanted = set(office_holders)
    for holder in standing:
        if (holder.office, holder.name) in wanted:
            wanted.discard((holder.office, holder.name))
        elif holder.from_on == on:
            raise NotNow(_("%(name)s took office on that very day. Choose a later day.") % {"name": holder.name})
        else:
            holder.until_on = on
            holder.save(update_fields=["until_on"])
    OfficeHolder.objects.bulk_create(
        OfficeHolder(organization=organization, office=office, name=name, from_on=on) for office, name in sorted(wanted)
    )
    audit.record(
        StructureAct.CHANGE_OFFICE_HOLDERS,
        by=by,
        about=subject_of(organization, on),
        reasons=reasons,
        data={"on": str(on), "offices": sorted({office for office, _name in office_holders})},
    )


@whole()
def end_organization(*, organization: Organization, on: date, by: Actor, reasons: str, into: str = "") -> None:
    """Take the organization off the register on `on`, with its placement, its own committee and its offices.
    Its file stays, and whoever could read and answer for it still can.
    """
    if organization.ended_on:
        raise NotNow(_("Its entry ends on %(day)s already.") % {"day": organization.ended_on})
    check_nothing_later(organization, on)
    subject = subject_of(organization, on)
    organization.ended_on = on
    organization.save(update_fields=["ended_on"])
    placement = placement_of(organization, on)
    if placement and placement.from_on < on:
        placement.until_on = on
        placement.save(update_fields=["until_on"])
    organization.particulars.filter(in_force(on), from_on__lt=on).update(until_on=on)
    Body.objects.filter(organization=organization, established_on__lt=on, dissolved_on=None).update(dissolved_on=on)
    organization.office_holders.filter(in_force(on), from_on__lt=on).update(until_on=on)
    audit.record(StructureAct.END, by=by, about=subject, reasons=reasons, data={"on": str(on), "into": into})


def check_nothing_later(organization: Organization, on: date) -> None:
    """Raises NotNow when the record knows something of the organization that begins after `on`."""
    if organization.particulars.filter(from_on__gt=on).exists() or organization.placements.filter(from_on__gt=on):
        raise NotNow(_("The record already says what follows %(day)s. Choose a later day.") % {"day": on})
