"""What was typed on a question's page, as the answers that an application keeps."""

import unicodedata
from collections.abc import Callable

from django.utils.translation import gettext as _

from umbel.errors import UmbelError
from umbel.policy.pack import Pack
from umbel.registration.models import Application
from umbel.structure.identifiers import check_identifier
from umbel.structure.models import Concept, District
from umbel.structure.queries import classification_in_use, letter_languages
from umbel.web.asking import LONGEST_PERSON, Written, clean, clean_names, text, typed
from umbel.web.viewing import UmbelRequest

LARGEST = 10**12
MOST_ROWS = 30


def written(request: UmbelRequest, question: str, application: Application, pack: Pack) -> Written:
    """The answers on one question's page, with what cannot be kept."""
    found = Written()
    READERS[question](request, found, application, pack)
    return found


def rows(request: UmbelRequest, found: Written, offices: set[str]) -> list[dict[str, str]]:
    """Office-holders as rows of office and name; a row without a name is left out."""
    pairs = list(zip(request.POST.getlist("office"), request.POST.getlist("holder"), strict=False))[:MOST_ROWS]
    kept, shown = [], []
    for number, (office, written_name) in enumerate(pairs):
        name = " ".join(written_name.replace("\0", "").split())
        shown.append({"office": office, "name": name})
        if not name:
            continue
        if office not in offices:
            found.refuse(f"office-{number}", _("Choose which office %(name)s holds.") % {"name": name[:LONGEST_PERSON]})
            continue
        made = clean(found, f"holder-{number}", name, LONGEST_PERSON)
        if made:
            kept.append({"office": office, "name": made})
    found.typed["office_holders"] = shown
    return kept


def concept_named(code: str) -> Concept | None:
    return Concept.objects.filter(classification=classification_in_use(), code=code).first() if code else None


def _name(request: UmbelRequest, found: Written, application: Application, pack: Pack) -> None:
    found.answers["names"] = clean_names(request, found, "name", application.names)
    assert pack.registration is not None
    number = found.typed["identifier"] = typed(request, "identifier")
    try:
        found.answers["identifier"] = check_identifier(pack.registration.identifier_scheme, number) if number else ""
    except UmbelError as refused:
        found.refuse("identifier", str(refused))
    chosen = request.POST.get("language", "")
    found.typed["language"] = chosen or application.language
    if chosen in letter_languages():
        found.answers["language"] = chosen


def _class(request: UmbelRequest, found: Written, _application: Application, pack: Pack) -> None:
    chosen = found.typed["organization_class"] = request.POST.get("organization_class", "")
    if chosen in {item.code for item in pack.organization_classes}:
        found.answers["organization_class"] = chosen
    elif chosen:
        found.refuse("organization_class", _("Choose one of the kinds listed here."))


def _field(request: UmbelRequest, found: Written, _application: Application, _pack: Pack) -> None:
    chosen = request.POST.get("concept", "")
    other = request.POST.get("other", "")
    found.typed |= {"concept": chosen, "other": other}
    description = text(request, found, "purposes")
    if description is not None and "purposes" in request.POST:
        found.answers["purposes"] = description
    code = other if chosen in {"", "other"} else chosen
    concept = concept_named(code.replace("\0", ""))
    if concept:
        found.answers["concept"] = concept
    elif code or chosen == "other":
        found.refuse("other", _("Choose a field from the list."))


def _district(request: UmbelRequest, found: Written, _application: Application, _pack: Pack) -> None:
    chosen = found.typed["district"] = request.POST.get("district", "").replace("\0", "")
    district = District.objects.filter(code=chosen).first() if chosen else None
    if district or not chosen:
        found.answers["district"] = district
    else:
        found.refuse("district", _("Choose a district from the list."))


def _purposes(request: UmbelRequest, found: Written, _application: Application, _pack: Pack) -> None:
    purposes = text(request, found, "purposes")
    if purposes is not None:
        found.answers["purposes"] = purposes
    number = found.typed["size"] = typed(request, "size")
    digits = unicodedata.normalize("NFKC", number).replace(",", "").replace(" ", "")
    if not number:
        found.answers["size"] = None
    elif digits.isdecimal() and int(digits[:20]) < LARGEST:
        found.answers["size"] = int(digits)
    else:
        found.refuse("size", _("Write the size as a whole number, such as 120."))


def _office_holders(request: UmbelRequest, found: Written, _application: Application, pack: Pack) -> None:
    kept = rows(request, found, {item.code for item in pack.offices})
    if not found.problems:
        found.answers["office_holders"] = kept


READERS: dict[str, Callable[[UmbelRequest, Written, Application, Pack], None]] = {
    "name": _name,
    "class": _class,
    "field": _field,
    "district": _district,
    "purposes": _purposes,
    "office-holders": _office_holders,
}
