"""Organizations and applications that may be the same as one that applies, each with the reason."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from umbel.registration.models import Application
from umbel.registration.states import OPEN
from umbel.structure.models import Identifier, Particulars
from umbel.structure.names import skeleton
from umbel.words import Words

NEAR = 88
"""Of 100, on names without generic spaces and look-alikes: 'Sunrise Choir' and 'Sunrise Choirs' are near."""
MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """Something that may be the same, and why it is thought so."""

    kind: str
    """`organization` or `application`."""
    key: str
    name: str
    reason: str
    is_certain: bool = False
    """The same number, or the same name to the eye: the application cannot be submitted beside it."""


def duplicates(
    *, names: Words, identifier: str, scheme: str, as_of: date, without: Application | None = None
) -> list[Duplicate]:
    """What is like it, the most certain first: by number, by a name that looks the same, by a near name."""
    found: dict[tuple[str, str], Duplicate] = {}
    for duplicate in (
        *_same_number(identifier, scheme, without),
        *_organizations(names, as_of),
        *_applications(names, without),
    ):
        found.setdefault((duplicate.kind, duplicate.key), duplicate)
    return sorted(found.values(), key=lambda duplicate: not duplicate.is_certain)[: 2 * MOST]


def _same_number(identifier: str, scheme: str, without: Application | None) -> list[Duplicate]:
    if not identifier:
        return []
    reason = _("It has the same number, %(number)s.") % {"number": identifier}
    found = []
    if known := Identifier.objects.filter(scheme=scheme, value=identifier).select_related("organization").first():
        name = known.organization.particulars.order_by("-from_on").first()
        found.append(
            Duplicate(
                kind="organization", key=str(known.organization_id), name=str(name), reason=reason, is_certain=True
            )
        )
    others = Application.objects.filter(identifier=identifier, state__in=OPEN)
    found += [
        Duplicate(kind="application", key=other.reference, name=other.reference, reason=reason)
        for other in (others.exclude(pk=without.pk) if without else others)[:MOST]
    ]
    return found


def _organizations(wanted: Words, as_of: date) -> list[Duplicate]:
    standing = Particulars.objects.filter(Q(until_on=None) | Q(until_on__gt=as_of)).values_list(
        "organization_id", "names"
    )
    names: dict[str, tuple[int, str]] = {}
    for organization, written in standing.iterator(chunk_size=5000):
        for name in written.values():
            names[skeleton(name)] = (organization, name)
    return [
        Duplicate(kind="organization", key=str(key), name=name, reason=reason, is_certain=certain)
        for key, name, reason, certain in _near(names, wanted)
    ]


def _applications(wanted: Words, without: Application | None) -> list[Duplicate]:
    others = Application.objects.filter(state__in=OPEN)
    if without:
        others = others.exclude(pk=without.pk)
    names = {
        skeleton(name): (reference, reference)
        for reference, written in others.values_list("reference", "names")
        for name in written.values()
    }
    # What another applicant wrote is theirs until it is on the register: only its reference is shown, and it
    # keeps nobody from submitting.
    return [
        Duplicate(kind="application", key=str(key), name=name, reason=_("Another open application has a near name."))
        for key, name, _reason, _certain in _near(names, wanted)
    ]


def _near(
    names: dict[str, tuple[int, str]] | dict[str, tuple[str, str]], asked: Words
) -> list[tuple[int | str, str, str, bool]]:
    found: list[tuple[int | str, str, str, bool]] = []
    for written in asked.values():
        wanted = skeleton(written)
        if len(wanted) < 2:
            continue
        for match, score, _key in process.extract(
            wanted, names.keys(), scorer=fuzz.ratio, score_cutoff=NEAR, limit=MOST
        ):
            key, name = names[match]
            same = match == wanted
            if same and name != written:
                reason = _("Its name looks the same: only spaces, case or look-alike letters differ.")
            elif same:
                reason = _("It has the same name.")
            else:
                reason = _("Its name is nearly the same (%(score)d of 100).") % {"score": int(score)}
            found.append((key, name, reason, same))
    return found
