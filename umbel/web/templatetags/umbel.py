"""What templates need to say: links that keep the day, figures, bands of a scale."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.urls import get_script_prefix, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language, get_language_info, gettext, pgettext, to_locale
from django.utils.translation import ngettext as _n

from umbel.policy.legal_words import review_words
from umbel.policy.pack import Pack
from umbel.structure.queries import languages
from umbel.web import bands as looks
from umbel.words import SOURCE, Words, columns, one_after_another, path_in

register = template.Library()


@register.simple_tag(takes_context=True)
def at(context: template.Context, name: str, *args: Any, **query: Any) -> str:
    """The address of a page, on the day the reader chose."""
    chosen = context.get("as_of")
    if chosen is not None and chosen.chosen:
        query.setdefault("as_of", chosen.day.isoformat())
    address = reverse(name, args=args)
    kept = {key: value for key, value in query.items() if value not in {None, ""}}
    return f"{address}?{urlencode(kept)}" if kept else address


@register.filter
def words(text: Words | None) -> str:
    """A pack's phrase in the reader's language."""
    return str(text) if text else ""


@register.filter
def from_here(path: str) -> str:
    """A path that was kept, such as that of a notice, in the language of the address one reads it at."""
    return f"{get_script_prefix()}{path.removeprefix('/')}" if path else ""


@register.filter
def tag(language: str) -> str:
    """A language as HTML names it: `zh-Hans`."""
    return to_locale(language).replace("_", "-")


@dataclass(frozen=True, slots=True)
class InLanguage:
    """A field of a form in one language: its name, the language's tag and what the reader calls it."""

    column: str
    tag: str
    title: str


@register.simple_tag
def each_language(name: str) -> list[InLanguage]:
    """A field for each language of the federation, the reader's own first."""
    own = get_language() or SOURCE
    found = [InLanguage(column, tag, _called(tag)) for column, tag in columns(name, languages()).items()]
    return sorted(found, key=lambda row: row.tag != own)


def _called(tag: str) -> str:
    """The name of a language; its tag, where nobody told what it is called."""
    try:
        return gettext(get_language_info(tag)["name"])
    except KeyError:
        return tag


@register.simple_tag(takes_context=True)
def alternates(context: template.Context) -> list[tuple[str, str]]:
    """For whoever is not signed in, and for search engines: the address of the page in each language."""
    request, viewing = context.get("request"), context.get("viewing")
    if request is None or viewing is None or viewing.account or request.method not in {"GET", "HEAD"}:
        return []
    path = request.get_full_path()
    return [(tag, settings.UMBEL_ADDRESS + path_in(path, code)) for code, tag, _own in context.get("languages") or ()]


@register.simple_tag
def in_law(pack: Pack) -> str:
    """What the pack states of the law beside a review: what it costs, and the way outside; often nothing."""
    said = review_words(pack)
    return one_after_another(said).in_language(get_language() or SOURCE) if said else ""


@register.filter
def day(value: date | None) -> str:
    """A date as people write it, in a `<time>`; a dash when there is none."""
    if value is None:
        return "—"
    pattern = pgettext("date format", "j M Y")
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), date_format(value, pattern))


@register.filter(expects_localtime=True)
def moment(value: datetime | None) -> str:
    """A moment as people write it, in this installation's time zone; a dash when there is none."""
    if value is None:
        return "—"
    pattern = pgettext("date format", "j M Y, H:i")
    return format_html(
        '<time datetime="{}">{}</time>', value.isoformat(timespec="seconds"), date_format(value, pattern)
    )


@register.filter
def percent(part: int | None, whole: int | None) -> str:
    """A share in whole percent; anything between nothing and all is neither 0 nor 100."""
    if not whole:
        return "—"
    share = round(100 * (part or 0) / whole)
    if part and share == 0:
        return gettext("under 1 %")
    if (part or 0) < whole and share == 100:
        return gettext("over 99 %")
    return f"{share} %"


@register.filter
def number(value: Any) -> str:
    """A figure with its thousands set apart, decimals without trailing zeros, a dash for none."""
    if value is None:
        return "—"
    if isinstance(value, Decimal):
        return _marked(f"{value.normalize():,f}")
    return _marked(f"{value:,.6g}" if isinstance(value, float) else f"{value:,}")


@register.simple_tag
def cell(column: Any, row: Any) -> str:
    """A cell of a list: days, moments and figures as people write them, a dash for nothing."""
    value = column.of(row)
    if column.tag:
        look = column.tag(row)
        return format_html('<span class="umbel-tag{}">{}</span>', f" umbel-tag--{look}" if look else "", value)
    if value is None or value == "":
        return "—"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    return number(value) if isinstance(value, int | float | Decimal) else str(value)


def _marked(figure: str) -> str:
    """A figure with the marks by which the reader's language sets thousands and decimals apart."""
    marks = {",": pgettext("between thousands", ","), ".": pgettext("before decimals", ".")}
    return "".join(marks.get(sign, sign) for sign in figure)


@register.filter
def plain_number(value: Decimal) -> str:
    """A number as it is typed into a field: no thousands set apart, no trailing zeros."""
    return f"{value.normalize():f}"


@register.filter
def in_short(body: Any) -> str:
    """A committee as a table names it: in short, its full name told to whoever points at it or hears it read."""
    full, short = str(body.name), body.short_name
    return short if short == full else format_html('<abbr title="{}">{}</abbr>', full, short)


@register.filter
def yes_no(value: bool | None) -> str:  # noqa: FBT001  a filter takes what the template has
    """Yes, no, or a dash."""
    return "—" if value is None else gettext("yes") if value else gettext("no")


@register.filter
def get(table: Any, key: Any) -> Any:
    """The entry of a table under a key, or nothing."""
    return table.get(key) if table else None


@register.simple_tag
def mistake_of(wrong: Any, *keys: str) -> str:
    """What is wrong with a field: said under its name or, where forms of a page share names, under its id."""
    return next((said for key in keys if (said := get(wrong, key))), "")


@register.filter
def pairs(rows: Any, attributes: str = "code,name") -> list[tuple[Any, Any]]:
    """Options of a choice: two attributes of each row, its value and its title; or each row as both."""
    if not attributes:
        return [(row, row) for row in rows]
    both = attrgetter(*attributes.split(","))
    return [(value, words(title) if isinstance(title, Words) else title) for value, title in map(both, rows)]


@register.simple_tag
def colon() -> str:
    """What stands between a label and what it says: with the spaces of the reader's language around it."""
    return pgettext("between a label and what it says", ": ")


@register.simple_tag
def choices(*said: str) -> list[tuple[str, str]]:
    """Options that a page itself names: a value and its title, and so on."""
    return list(zip(said[::2], said[1::2], strict=True))


@register.filter
def joined(words: str, key: Any) -> str:
    """The id of a field that stands once for each row of a page."""
    return f"{words}{key}"


@register.simple_tag
def days(count: float | None) -> str:
    """A number of days in words."""
    if count is None:
        return "—"
    return _n("%(count)s day", "%(count)s days", 1 if count == 1 else 2) % {"count": number(count)}


@register.simple_tag
def spread(counts: dict[str, int] | None, grades: tuple[str, ...]) -> list[dict[str, Any]]:
    """How a tally of grades lies along a bar 200 wide: grade, rank, count, start and width."""
    total, start, bands = sum((counts or {}).values()), 0.0, []
    for rank, grade in enumerate(grades, start=1):
        count = (counts or {}).get(grade, 0)
        if count:
            width = 200 * count / total
            bands.append(
                {
                    "grade": grade,
                    "rank": looks.band(rank, len(grades)),
                    "count": count,
                    "start": f"{start:.2f}",
                    "width": f"{width:.2f}",
                }
            )
            start += width
    return bands


@register.filter
def plain(value: Any) -> str:
    """A value of a record, as it is kept: dates and codes are not put into other words."""
    return value.isoformat() if isinstance(value, date) else yes_no(value) if isinstance(value, bool) else str(value)


@register.filter
def day_before(value: date) -> date:
    """The last day of a span that ends before `value`."""
    return value - timedelta(days=1)


@register.filter
def hexadecimal(value: bytes) -> str:
    """Bytes as people compare them."""
    return bytes(value).hex()


@register.filter
def band(position: int, grades: Any) -> int:
    """The band of the grade at a position on the scale of `grades`."""
    return looks.band(position, len(grades))
