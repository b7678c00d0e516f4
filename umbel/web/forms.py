"""Forms: what a page asks for before an act is done.

A form reads and shows; the act is the judge of what was said, and what it refuses stands beside the field that asked
for it. `docs/develop/forms.md` shows how one is written.
"""

from collections.abc import Callable, Container, Mapping
from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy

from umbel.errors import NotAllowed, NotFound, Problem, Problems, UmbelError
from umbel.structure.queries import languages
from umbel.web.fields import Choice, InEachLanguage, Options, Said, Text
from umbel.web.viewing import UmbelRequest
from umbel.words import columns

if TYPE_CHECKING:
    pass


class Shown(forms.BoundField):
    """A field of a form as a component shows it."""

    form: "ActForm"

    @property
    def template_name(self) -> str:
        """The template that puts the component there."""
        return str(self.field.shown_by)  # type: ignore[attr-defined]

    @property
    def wrong(self) -> dict[str, str]:
        """What is wrong with it, by its id; each of the languages of a name has an id of its own."""
        if not self.form.is_bound:
            return {}
        return {self.form.id_of(name): said[0] for name, said in self.form.mistakes(self.name).items() if said}


class ActForm(forms.Form):
    """A form for an act. `act` is the name under which it is sent where a page has several.

    Only the form that was sent is filled with what was typed. `fields` are asked besides those of the class: for forms
    that a pack or a table words. `row` makes the ids of a form that stands once for each row of a page, and `acts` are
    those of a form whose buttons do different things with what it asks.
    """

    bound_field_class = Shown
    default_renderer = TemplatesSetting
    asked_as: ClassVar[dict[str, str]] = {}
    """What an act calls something -> the field that asks for it."""

    def __init__(
        self,
        request: UmbelRequest | None = None,
        *,
        act: str = "",
        initial: Mapping[str, Any] | None = None,
        fields: Mapping[str, forms.Field] | None = None,
        row: Any = "",
        acts: Container[str] = (),
    ) -> None:
        if request is not None and not _is_sent(request, act, acts):
            request = None
        stem = f"{act}-%s" if act else "%s"
        super().__init__(
            request.POST if request else None,
            request.FILES if request else None,
            initial=dict(initial or {}),
            auto_id=f"{stem}-{row}" if row else stem,
            use_required_attribute=False,
        )
        self.act, self.row = act, row
        self.done_by = request.POST.get("act", act) if request else act
        """The act that the button which was pressed is for."""
        self.made: Any = None
        self.fields |= deepcopy(dict(fields or {}))
        self.elsewhere: list[Problem] = []
        """What an act refused that is about no field of the form, as it said it."""

    @property
    def takes_files(self) -> bool:
        """Whether it is sent in parts, as files have to be."""
        return self.is_multipart()

    @property
    def said(self) -> dict[str, Any]:
        """What was said, as far as it can be read."""
        return self.cleaned_data if self.is_bound and self.errors is not None else {}

    def id_of(self, name: str) -> str:
        """The id of a control by the name under which it is sent."""
        return str(self.auto_id) % name

    def offer(self, name: str, options: Options) -> None:
        """The options of a choice that are known only here."""
        cast("Choice", self.fields[name]).options = list(options)

    def word(
        self, name: str, *, label: Said | None = None, hint: Said | None = None, first: Said | None = None
    ) -> None:
        """Words of a field that depend on what the form is about."""
        field = self.fields[name]
        field.label = field.label if label is None else label
        field.help_text = field.help_text if hint is None else hint
        if first is not None:
            cast("Choice", field).first = first

    @property
    def first_to_fill(self) -> str:
        """The first field that people fill in, at which stands what an act says of none."""
        return next((name for name, field in self.fields.items() if not field.widget.is_hidden), "")

    @property
    def problems(self) -> list[Problem]:
        """Everything that is wrong, for the summary above the form; each leads to its field."""
        if not self.is_bound:
            return []
        found = [
            Problem(message, field=self.id_of(column))
            for name in self.fields
            for column, messages in self.mistakes(name).items()
            for message in messages
        ]
        return found + [Problem(str(message)) for message in self.non_field_errors()] + self.elsewhere

    @property
    def typed(self) -> list[tuple[str, str]]:
        """Everything that was typed, by the names under which it was sent: for a page that asks once more."""
        names = {column for name, field in self.fields.items() for column in _columns_of(field, name)}
        return [(name, value) for name, values in self.data.lists() if name in names for value in values]  # type: ignore[attr-defined]

    def mistakes(self, name: str) -> dict[str, list[str]]:
        """What is wrong with a field, by the names under which its controls are sent."""
        found: dict[str, list[str]] = {}
        for error in self.errors.get(name, forms.utils.ErrorList()).as_data():
            column = (error.params or {}).get("column") or self[name].html_name
            found.setdefault(column, []).extend(map(str, error.messages))
        return found

    def runs(self, act: Callable[[dict[str, Any]], Any], field: str = "") -> bool:
        """Whether the form was sent and the act done; what the act gives back is `made`.

        `act` is handed what was said. What it refuses is kept with the field it names, or else with `field`. Raises
        NotAllowed and NotFound: whoever may not act gets no form back.
        """
        if not self.is_bound or not self.is_valid():
            return False
        try:
            self.made = act(self.cleaned_data)
        except UmbelError as refused:
            self.refuse(refused, field)
            return False
        return True

    def refuse(self, refused: UmbelError, field: str = "", *, forbids: bool = True) -> None:
        """Keep what an act refused, beside the fields it is about. Raises what forbids the act, or finds nothing,
        unless the page says so itself.
        """
        if forbids and isinstance(refused, NotAllowed | NotFound):
            raise refused
        own = [Problem(str(refused), field=refused.field or field)]
        for problem in refused.problems if isinstance(refused, Problems) else own:
            self._keep(problem, field)

    def _keep(self, problem: Problem, field: str) -> None:
        name = self.asked_as.get(problem.field, problem.field) or field
        said = f"{problem.message} {problem.way_out}".strip()
        for own, asked in self.fields.items():
            if name == own:
                self.add_error(own, said)
                return
            if name in _columns_of(asked, own):
                self.add_error(own, ValidationError(said, params={"column": name}))
                return
        self.elsewhere.append(replace(problem, message=said, way_out="", field=name))


def _columns_of(field: forms.Field, name: str) -> list[str]:
    return list(columns(name, languages())) if isinstance(field, InEachLanguage) else [name]


def _is_sent(request: UmbelRequest, act: str, acts: Container[str]) -> bool:
    if request.method != "POST":
        return False
    named = request.POST.get("act", "")
    return named in acts if acts else not act or named == act


type Asked = Mapping[str, Mapping[str, forms.Field]]
"""The forms of a page by their acts, and what each asks."""


def forms_of(asked: Asked, sent: ActForm | None = None) -> dict[str, ActForm]:
    """The forms of a page, as its template names them (`not-accept` is `not_accept`): what was typed stands in the one
    that was sent.
    """
    return {
        act.replace("-", "_"): sent if sent and sent.act == act else ActForm(act=act, fields=fields)
        for act, fields in asked.items()
    }


VERDICTS = ("uphold", "reverse")
VERDICT: Mapping[str, forms.Field] = {
    "reasons": Text(gettext_lazy("Reasons"), gettext_lazy("Both sides rest on them, whichever way it ends."), rows=6)
}
"""What is asked of whoever upholds or reverses something: one form with two buttons, `desk/parts/verdict.html`."""


def verdict(request: UmbelRequest | None, asked: Mapping[str, forms.Field] = VERDICT) -> ActForm:
    """The form of a verdict, whichever of its buttons was pressed."""
    return ActForm(request, act="uphold", acts=VERDICTS, fields=asked)
