"""Office-holders in a form: rows of an office and a name, as many as there are."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from umbel.errors import UmbelError
from umbel.policy.pack import Pack
from umbel.structure.names import clean_name
from umbel.web.fields import check_length
from umbel.web.forms import ActForm, Shown
from umbel.web.shortcuts import LONGEST_PERSON, language

if TYPE_CHECKING:
    from django.http import QueryDict

MOST_ROWS = 30
LONGEST_NUMBER = 4


class _Rows(forms.Widget):
    def value_from_datadict(self, data: Any, _files: Any, _name: str) -> list[dict[str, str]]:
        pairs = zip(data.getlist("office"), data.getlist("holder"), strict=False)
        return [{"office": office, "name": " ".join(name.replace("\0", "").split())} for office, name in pairs]


class _ShownRows(Shown):
    """The rows as they were typed or kept, then the offices still without a name."""

    @property
    def more(self) -> int:
        """How many empty rows were asked for."""
        return int(bool(getattr(self.form, "more", False)))

    @property
    def rows(self) -> list[dict[str, str]]:
        """What each row shows."""
        return office_rows(self.field.pack, self.value() or [], self.more)  # type: ignore[attr-defined]

    @property
    def offices(self) -> list[tuple[str, str]]:
        """What can be chosen in each."""
        return office_options(self.field.pack)  # type: ignore[attr-defined]

    @property
    def own_mistake(self) -> str:
        """What is wrong with the rows as a whole."""
        return self.wrong.get(self.auto_id, "")


class OfficeHolders(forms.Field):
    """Who holds which office; a row without a name is left out."""

    shown_by = "fields/office_holders.html"
    widget = _Rows
    bound_field_class = _ShownRows

    def __init__(self, pack: Pack) -> None:
        super().__init__(required=False)
        self.pack = pack
        self.offices = {office.code for office in pack.offices}

    def clean(self, value: Any) -> list[dict[str, str]]:
        kept, wrong = [], []
        for number, row in enumerate(value or []):
            if not row["name"]:
                continue
            column, said = self._wrong(number, row)
            if said:
                wrong.append(ValidationError(said, params={"column": column}))
            else:
                kept.append({"office": row["office"], "name": clean_name(row["name"])})
        if len(kept) > MOST_ROWS:
            wrong.append(ValidationError(_("At most %(most)d office-holders are kept.") % {"most": MOST_ROWS}))
        if wrong:
            raise ValidationError(wrong)
        return kept

    def _wrong(self, number: int, row: Mapping[str, str]) -> tuple[str, str]:
        if row["office"] not in self.offices:
            shown = row["name"][:LONGEST_PERSON]
            return f"office-{number}", _("Choose which office %(name)s holds.") % {"name": shown}
        try:
            check_length(clean_name(row["name"]), LONGEST_PERSON)
        except UmbelError as refused:
            return f"holder-{number}", str(refused)
        except ValidationError as refused:
            return f"holder-{number}", refused.messages[0]
        return "", ""


def office_rows(pack: Pack, holders: Iterable[dict[str, str]], more: int = 0) -> list[dict[str, str]]:
    """The rows of the form: those there are, the offices still without a name, and empty ones."""
    rows = list(holders)
    held = {row.get("office") for row in rows}
    empty = [{"office": office.code, "name": ""} for office in pack.offices if office.code not in held]
    return [*rows, *empty, *({"office": "", "name": ""} for _number in range(more))]


def office_options(pack: Pack) -> list[tuple[str, str]]:
    """The offices one may hold, those that may stay empty marked so."""
    return [
        (office.code, office.title.in_language(language()) + ("" if office.required else " " + _("(optional)")))
        for office in pack.offices
    ]


def without_row(form: ActForm, number: str) -> None:
    """Leave out one of the rows of office-holders, whatever is wrong with it; the others stay as they were typed."""
    data = cast("QueryDict", form.data).copy()
    rows = list(zip(data.getlist("office"), data.getlist("holder"), strict=False))
    if number.isdecimal() and len(number) <= LONGEST_NUMBER and int(number) < len(rows):
        rows.pop(int(number))
    data.setlist("office", [office for office, _name in rows])
    data.setlist("holder", [holder for _office, holder in rows])
    form.data = data
    form.full_clean()
