"""The form of each question of an application, and the answers in it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from umbel.errors import UmbelError
from umbel.policy.pack import Pack, Question
from umbel.registration.models import Application
from umbel.structure.identifiers import check_identifier
from umbel.structure.models import Concept, District
from umbel.structure.queries import classification_in_use
from umbel.web.context import offered
from umbel.web.fields import Choice, InEachLanguage, Line, Radios, Text
from umbel.web.forms import ActForm
from umbel.web.number_fields import Count
from umbel.web.registration.applying.beside import grouped_concepts, kept
from umbel.web.registration.office_holders import OfficeHolders
from umbel.web.shortcuts import language
from umbel.web.viewing import UmbelRequest
from umbel.words import Words

MOST_DIGITS = 12


class QuestionForm(ActForm):
    """One question of an application. What cannot be kept is named, and everything else is kept all the same."""

    more = False
    """Whether an empty row is asked for."""

    def clean(self) -> None:
        """A field was chosen among those that are suggested, or from the whole list."""
        said = self.cleaned_data
        if {"other", "concept"} <= said.keys():
            code = said["other"] if said["concept"] in {"", "other"} else said["concept"]
            if (code or said["concept"] == "other") and concept_named(code) is None:
                self.add_error("other", _("Choose a field from the list."))

    def answers(self) -> dict[str, Any]:
        """What is kept of what was said, as the act takes it."""
        found = dict(self.said)
        found.pop("name", None)
        if isinstance(name := self.fields.get("name"), InEachLanguage):
            found["names"] = Words({**self.initial["name"], **name.kept})
        if not found.get("language", "-"):
            del found["language"]
        if not found.get("organization_class", "-"):
            del found["organization_class"]
        if "district" in found:
            found["district"] = District.objects.filter(code=found["district"]).first()
        chosen = found.pop("concept", "")
        if "other" in found:
            found |= _concept(found.pop("other"), chosen)
        if "purposes" not in self.data:
            found.pop("purposes", None)
        return found


def question_form(request: UmbelRequest | None, asked: Question, application: Application, pack: Pack) -> QuestionForm:
    """The form of a question, filled with what was kept."""
    fields = FIELDS[asked.code](asked, pack)
    return QuestionForm(request, fields=fields, initial=kept(application))


def concept_named(code: str) -> Concept | None:
    return Concept.objects.filter(classification=classification_in_use(), code=code).first() if code else None


def _concept(other: str, chosen: str) -> dict[str, Concept]:
    concept = concept_named(other if chosen in {"", "other"} else chosen)
    return {"concept": concept} if concept else {}


class _Identifier(Line):
    """A number in the scheme of the rules."""

    def __init__(self, scheme: str) -> None:
        hint = _(
            "In the scheme %(scheme)s. Leave it empty if the organization is new: it gets a number when it is "
            "registered."
        )
        super().__init__(_("Number it has already (optional)"), hint % {"scheme": scheme})
        self.scheme = scheme

    def validate(self, value: str) -> None:
        try:
            if value:
                check_identifier(self.scheme, value)
        except UmbelError as refused:
            raise ValidationError(str(refused)) from refused

    def clean(self, value: Any) -> str:
        said = super().clean(value)
        return check_identifier(self.scheme, said) if said else ""


class _OtherField(Choice):
    """The whole list of fields, for whoever finds none among those that are suggested."""

    def __init__(self) -> None:
        super().__init__(
            _("The whole list of fields"),
            optgroups=grouped_concepts(),
            first=_("Choose"),
            unknown=_("Choose a field from the list."),
            wide=True,
        )


class _Suggested(Line):
    """One of the suggested fields, `other`, or nothing. The page shows each with how sure it is."""


def _name(_asked: Question, pack: Pack) -> dict[str, forms.Field]:
    assert pack.registration is not None
    return {
        "name": InEachLanguage(_("Name")),
        "identifier": _Identifier(pack.registration.identifier_scheme),
        "language": Radios(
            _("Letters and notices in"),
            options=[(code, title, "", tag) for code, tag, title in offered()],
            small=True,
            title="govuk-fieldset__legend",
            look="govuk-radios--inline",
        ),
    }


def _class(asked: Question, pack: Pack) -> dict[str, forms.Field]:
    spoken = language()
    options = [(row.code, row.title.in_language(spoken), row.reference) for row in pack.organization_classes]
    title = asked.title.in_language(spoken)
    unknown = _("Choose one of the kinds listed here.")
    return {"organization_class": Radios(title, options=options, unknown=unknown, title="govuk-visually-hidden")}


def _field(_asked: Question, _pack: Pack) -> dict[str, forms.Field]:
    hint = _("In a sentence or two. Fields are suggested from these words; you choose.")
    return {
        "purposes": Text(_("What does the organization do?"), hint, rows=4),
        "concept": _Suggested(),
        "other": _OtherField(),
    }


def _district(asked: Question, _pack: Pack) -> dict[str, forms.Field]:
    return {
        "district": Choice(
            asked.title.in_language(language()),
            options=[(row.code, str(row.name)) for row in District.objects.order_by("code")],
            first=_("Choose"),
            unknown=_("Choose a district from the list."),
        )
    }


def _purposes(_asked: Question, pack: Pack) -> dict[str, forms.Field]:
    unit = pack.size_unit.in_language(language())
    return {
        "purposes": Text(
            _("What is it for, and what does it do?"), _("In your own words; a sentence or two are enough."), rows=7
        ),
        "size": Count(
            _("Size, in %(unit)s (optional)") % {"unit": unit},
            _("About how many, as a whole number."),
            wrong=_("Write the size as a whole number, such as 120."),
            width=10,
            digits=MOST_DIGITS,
            required=False,
        ),
    }


def _office_holders(_asked: Question, pack: Pack) -> dict[str, forms.Field]:
    return {"office_holders": OfficeHolders(pack)}


FIELDS: dict[str, Callable[[Question, Pack], dict[str, forms.Field]]] = {
    "name": _name,
    "class": _class,
    "field": _field,
    "district": _district,
    "purposes": _purposes,
    "office-holders": _office_holders,
}
"""What each question that is saved as one goes asks."""
