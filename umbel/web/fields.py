"""The fields of forms: what can be asked, how it is read, and which template shows it."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.db.models import Model, QuerySet
from django.utils.datastructures import MultiValueDict
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from umbel.documents.checking import too_large
from umbel.documents.states import LARGEST
from umbel.errors import NotFound, UmbelError
from umbel.structure.names import LONGEST_NAME, clean_name
from umbel.structure.queries import languages
from umbel.words import NOTHING, Words, columns

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LONGEST_TEXT = 5000
LONGEST_KEY = 18
LONGEST_EMAIL = 254
"""RFC 5321: no longer address is carried."""
YEARS = (1583, 2999)
"""Days that a record can hold and count on from: those of the Gregorian calendar, with room above."""

type Said = "str | _StrPromise"
type Options = Iterable[tuple[Any, ...]]


class _Text(forms.CharField):
    """Text without what no text holds. `missing` is said where it is empty, unless an act says so better."""

    def __init__(
        self, label: Said = "", hint: Said = "", *, longest: int = LONGEST_TEXT, missing: Said = "", **more: Any
    ) -> None:
        super().__init__(label=label, help_text=hint, required=False, **more)
        self.longest, self.missing = longest, missing
        self.validators = []

    def to_python(self, value: Any) -> str:
        return plain(value)

    def validate(self, value: str) -> None:
        if not value and self.missing:
            raise ValidationError(self.missing)
        check_length(value, self.longest)


def plain(value: Any) -> str:
    """What was typed, without what no text holds."""
    return str(value or "").replace("\0", "").replace("\r\n", "\n").strip()


def check_length(value: str, longest: int) -> None:
    """Raises ValidationError where a text is longer than what is kept; 0 is no limit."""
    if longest and len(value) > longest:
        sentence = _("Shorten it to %(most)d characters; it has %(many)d.")
        raise ValidationError(sentence % {"most": longest, "many": len(value)})


class Line(_Text):
    """One line of text. `width` is in letters: 5, 10 or 20; `group` is the class of what is around it."""

    shown_by = "fields/line.html"
    kind = "text"

    def __init__(
        self,
        label: Said = "",
        hint: Said = "",
        *,
        width: int = 0,
        inputmode: str = "",
        autocomplete: str = "",
        group: str = "",
        **more: Any,
    ) -> None:
        super().__init__(label, hint, **more)
        self.width, self.inputmode, self.autocomplete, self.group = width, inputmode, autocomplete, group


class Hidden(Line):
    """What a page sends along."""

    widget = forms.HiddenInput


class Email(Line):
    """An e-mail address; `missing` is said where it is none."""

    kind = "email"

    def validate(self, value: str) -> None:
        check_length(value, LONGEST_EMAIL)
        try:
            validate_email(value)
        except ValidationError as refused:
            raise ValidationError(self.missing or refused.messages) from refused


class Password(Line):
    """A password: to the last space as it was typed, and never shown again."""

    kind = "password"

    def to_python(self, value: Any) -> str:
        return str(value or "")


class Name(Line):
    """A name as it is kept: without characters that cannot be seen."""

    def to_python(self, value: Any) -> str:
        said = plain(value)
        try:
            return clean_name(said) if said else ""
        except UmbelError as refused:
            raise ValidationError(str(refused)) from refused


class Text(_Text):
    """Text of several lines."""

    shown_by = "fields/text.html"
    widget = forms.Textarea

    def __init__(self, label: Said = "", hint: Said = "", *, rows: int = 5, **more: Any) -> None:
        super().__init__(label, hint, **more)
        self.rows = rows


class Day(forms.Field):
    """A day, written year-month-day. `bounded`: one of those a record can hold."""

    shown_by = "fields/day.html"
    widget = forms.DateInput

    def __init__(
        self, label: Said = "", hint: Said = "", *, bounded: bool = False, required: bool = True, wrong: Said = ""
    ) -> None:
        super().__init__(label=label, help_text=hint, required=required)
        self.bounded, self.wrong = bounded, wrong

    def clean(self, value: Any) -> date | None:
        said = plain(value)
        if not said and not self.required:
            return None
        try:
            day = date.fromisoformat(said)
        except ValueError:
            raise ValidationError(self.wrong or _("Write the day as year-month-day, such as 2026-03-31.")) from None
        if not YEARS[0] <= day.year <= YEARS[1]:
            sentence = _("Give a day between the years %(first)d and %(last)d.")
            raise ValidationError(sentence % {"first": YEARS[0], "last": YEARS[1]})
        return day

    def prepare_value(self, value: Any) -> str:
        return value.isoformat() if isinstance(value, date) else plain(value)


class Choice(forms.Field):
    """One of several: `options` are values and titles. `missing` is said where none of them was chosen, `unknown` where
    one was that is not offered.

    `first` words an empty option above the others; an option may have a language after its title.
    """

    shown_by = "fields/choice.html"
    widget = forms.Select

    def __init__(
        self,
        label: Said = "",
        hint: Said = "",
        *,
        options: Options = (),
        first: Said = "",
        missing: Said = "",
        unknown: Said = "",
        optgroups: Iterable[tuple[Any, Options]] = (),
        wide: bool = False,
    ) -> None:
        super().__init__(label=label, help_text=hint, required=False)
        self.options, self.optgroups = list(options), list(optgroups)
        self.first, self.missing, self.unknown = first, missing, unknown
        self.wide = wide

    @property
    def values(self) -> set[str]:
        """What can be chosen, as it is sent."""
        grouped = [option for _title, options in self.optgroups for option in options]
        return {str(option[0]) for option in [*self.options, *grouped]}

    def clean(self, value: Any) -> str:
        said = plain(value)
        if said and said not in self.values:
            raise ValidationError(self.unknown or self.missing or _("Choose one of those that are offered."))
        if not said and self.missing:
            raise ValidationError(self.missing)
        return said


class Radios(Choice):
    """One of a few, all of them seen: an option may have a hint and a language after its title."""

    shown_by = "fields/radios.html"

    def __init__(
        self, label: Said = "", hint: Said = "", *, small: bool = False, look: str = "", title: str = "", **more: Any
    ) -> None:
        super().__init__(label, hint, **more)
        self.small, self.look, self.title = small, look, title


class _Box(forms.CheckboxInput):
    def value_from_datadict(self, data: Any, _files: Any, name: str) -> bool:
        return bool(data.get(name) == YES)


YES = "yes"
"""What a box sends that is ticked; anything else ticks none."""


class Yes(forms.BooleanField):
    """Yes or no: a box to tick. `missing` is said where it has to be ticked."""

    shown_by = "fields/yes.html"
    widget = _Box

    def __init__(self, label: Said = "", hint: Said = "", *, missing: Said = "") -> None:
        super().__init__(label=label, help_text=hint, required=bool(missing))
        self.error_messages["required"] = missing or self.error_messages["required"]


def is_key(said: str) -> bool:
    """Whether this can be the key of a row."""
    return said.isdecimal() and len(said) <= LONGEST_KEY


class Key(forms.ModelChoiceField[Any]):
    """One row among those that may be meant here, by its key; `missing` is said where it is none of them."""

    def __init__(self, rows: "QuerySet[Any] | None" = None, *, missing: Said) -> None:
        super().__init__(rows, required=False, widget=forms.HiddenInput)
        self.missing = missing

    def clean(self, value: Any) -> Model:
        said = plain(value)
        found: Model | None = None
        if is_key(said):
            with suppress(ValidationError):
                found = super().clean(said)
        if found is None:
            raise NotFound(str(self.missing))
        return found


class _ManyFiles(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, _data: Any, files: MultiValueDict[str, UploadedFile[Any]], name: str) -> Any:
        return files.getlist(name) if files else []


class Files(forms.Field):
    """Files to send: as many as `most`, none larger than what is kept. What is in them the act looks at."""

    shown_by = "fields/files.html"
    widget = _ManyFiles

    def __init__(
        self,
        label: Said = "",
        hint: Said = "",
        *,
        most: int = 20,
        multiple: bool = True,
        accept: str = "",
        missing: Said = "",
        largest: int = LARGEST,
    ) -> None:
        most = most if multiple else 1
        super().__init__(label=label, help_text=hint or hint_of_files(most), required=bool(missing))
        self.most, self.multiple, self.accept = most, multiple, accept
        self.missing, self.largest = missing, largest

    def clean(self, value: Any) -> list[UploadedFile[Any]]:
        sent: list[UploadedFile[Any]] = list(value or [])
        if not sent and self.missing:
            raise ValidationError(self.missing)
        if len(sent) > self.most:
            raise ValidationError(_("At most %(most)d files can be sent at once.") % {"most": self.most})
        if wrong := [
            ValidationError(too_large(file.name, self.largest)) for file in sent if (file.size or 0) > self.largest
        ]:
            raise ValidationError(wrong)
        return sent


def hint_of_files(most: int) -> Said:
    """How many files there may be, and how large each."""
    if most == 1:
        return gettext_lazy("Up to 10 MB.")
    return format_lazy(gettext_lazy("Up to {most} files of at most 10 MB each."), most=most)


def contents(sent: Iterable[UploadedFile[Any]]) -> list[tuple[str, bytes]]:
    """Files as acts take them: each with its name."""
    return [(file.name or "file", file.read()) for file in sent]


class _InEachLanguage(forms.Widget):
    def value_from_datadict(self, data: Any, _files: Any, name: str) -> dict[str, str]:
        return {tag: data.get(column, "") for column, tag in columns(name, languages()).items()}


class InEachLanguage(forms.Field):
    """The same in each language of the federation: a name, or with `rows` a longer text."""

    shown_by = "fields/in_each_language.html"
    widget = _InEachLanguage

    def __init__(self, label: Said = "", hint: Said = "", *, rows: int = 0, longest: int = 0) -> None:
        super().__init__(label=label, help_text=hint, required=False)
        self.rows, self.longest = rows, longest or (LONGEST_TEXT if rows else LONGEST_NAME)

    def clean(self, value: Any) -> Words:
        made: dict[str, str] = {}
        wrong = []
        self.kept = made
        for column, tag in columns(self.name, languages()).items():
            said = plain((value or {}).get(tag, ""))
            try:
                said = clean_name(said) if said and not self.rows else said
                check_length(said, self.longest)
                made[tag] = said
            except UmbelError as refused:
                wrong.append(ValidationError(str(refused), params={"column": column}))
            except ValidationError as refused:
                wrong.append(ValidationError(refused.message, params={"column": column}))
        if wrong:
            raise ValidationError(wrong)
        return Words(made)

    name = ""
    kept: Mapping[str, str] = NOTHING
    """What can be kept, where something is wrong in another language."""

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        self.name = field_name
        return super().get_bound_field(form, field_name)
