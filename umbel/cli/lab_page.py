"""The report of the policy lab as one page that needs nothing else: no script, no font, no picture from elsewhere."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from umbel.evaluation.flow import flow_picture
from umbel.rubric import Alike, Both, Boundary, Explanation, Fairness, Near, Sensitivity, Trial, Unequal

STYLE = (Path(__file__).parent / "lab_page.css").read_text(encoding="utf-8")
NOTHING = "A trial: nothing real was changed, and nobody was told."
MANY = 12
"""Rows of a table that are shown at once; longer ones open."""
TITLES = {"field": "field", "size_band": "size", "district": "district", "committee": "joint committee"}


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the page says."""

    cycle: str
    trial: Trial
    sensitivity: Sensitivity
    fairness: Fairness
    people: Fairness
    """Of the grades after what committees found, under the rules of the cycle."""
    changes: Sequence[str]
    names: Mapping[int, str]
    """Of organizations."""
    values: Mapping[tuple[str, str], str]
    """(attribute, code) -> what the rules call it."""
    explained: Mapping[int, Both]
    command: str


def page(report: Report) -> str:
    """The whole page."""
    trial = report.trial
    sections = [
        _summary(report),
        _section("Who moves", _matrix(trial)),
        _section("Where they are", "".join(_group(name, report) for name in trial.groups)),
        _section("Grounds for a case", _grounds(trial)),
        _section("Nearest to a boundary", "".join(_boundary(report, each) for each in trial.boundaries)),
        _section("Hours asked of organizations", _burden(report)),
        _section("What decides", _weights(report)),
        _section("Same figures, same grade?", _fairness(report)),
        _section("What differs between the rules", _listed(report.changes) or "<p>Nothing.</p>"),
        _section("To repeat this", _inputs(report)),
    ]
    title = f"Policy lab: {trial.before.pack} {trial.before.version} to {trial.after.pack} {trial.after.version}"
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title>'
        f"<style>\n{STYLE}</style></head>\n<body><header><p class='note'><strong>{NOTHING}</strong></p>"
        f"<h1>Policy lab</h1><p class='lead'>{escape(title.partition(': ')[2])}</p></header>"
        f"<main>{''.join(sections)}</main></body></html>\n"
    )


def _section(title: str, body: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{body}</section>\n"


def _summary(report: Report) -> str:
    trial = report.trial
    figures = [
        (f"{trial.organizations:,}", f"organizations of {report.cycle}"),
        (f"{trial.moved:,}", "would get another grade"),
        (f"{trial.better:,}", "a better one"),
        (f"{trial.worse:,}", "a worse one"),
    ]
    cards = "".join(f"<li><strong>{many}</strong> {escape(words)}</li>" for many, words in figures)
    return f"<ul class='figures'>{cards}</ul>"


def _matrix(trial: Trial) -> str:
    before, after = trial.grades_before, trial.grades_after
    moved = f"{trial.better:,} get a better grade, {trial.worse:,} a worse one, {trial.same:,} keep theirs."
    picture = flow_picture(
        trial.matrix,
        before,
        after,
        title="Grades before and after",
        description=f"From each grade before, on the left, to each grade after, on the right. {moved}",
        left="before",
        right="after",
    )
    rows = [[one, *(_many(trial.matrix.get((one, two), 0)) for two in after)] for one in before]
    table = _table(f"Grades before (rows) and after (columns). {moved}", ["before", *after], rows)
    legend = (
        "<ul class='legend'><li class='flow-better'>better</li><li class='flow-worse'>worse</li>"
        "<li class='flow-same'>the same</li></ul>"
    )
    return f"<figure>{picture}<figcaption>{legend}</figcaption></figure>{table}"


def _group(name: str, report: Report) -> str:
    rows = [
        [_value(report, name, row.value), _many(row.better), _many(row.worse), _many(row.same)]
        for row in report.trial.groups[name]
    ]
    title = f"By {TITLES[name]}"
    table = _table(title, [TITLES[name], "better", "worse", "the same"], rows)
    if len(rows) <= MANY:
        return table
    return f"<details><summary>{escape(title)}: {len(rows):,} rows</summary>{table}</details>"


def _grounds(trial: Trial) -> str:
    if not trial.grounds:
        return "<p>Neither set of rules has a label.</p>"
    rows = [[g.label, _many(g.before), _many(g.after), _many(g.newly), _many(g.no_longer)] for g in trial.grounds]
    said = "A ground is a reason to look, never a label: a person opens a case, or does not."
    return _table(said, ["label", "before", "after", "newly", "no longer"], rows)


def _boundary(report: Report, boundary: Boundary) -> str:
    title = f"Between {boundary.better} and {boundary.worse}"
    if boundary.line is None:
        said = (
            f"The condition of {boundary.better} draws no line over the total. The distance is from the closest total "
            "on the other side; 0 is someone with as many points and another grade."
        )
    else:
        said = f"Distances are in points from the line at {boundary.line}. "
        said += f"{boundary.held_back:,} have the points and yet a lower grade, by another condition or a veto."
    headings = ["organization", "grade", "points", "distance"]
    sides = "".join(
        _table(f"Just {where}", headings, _near(report, rows))
        for where, rows in (("above", boundary.above), ("below", boundary.below))
    )
    shown = dict.fromkeys(
        n.organization for n in (*boundary.above, *boundary.below) if n.organization in report.explained
    )
    why = "".join(_both(report.names.get(key, str(key)), report.explained[key]) for key in shown)
    return f"<h3>{escape(title)}</h3><p>{escape(said)}</p><div class='two'>{sides}</div>{why}"


def _near(report: Report, rows: Iterable[Near]) -> list[list[str]]:
    return [
        [
            report.names.get(near.organization, str(near.organization)),
            _step(near.before, near.after),
            _step(str(near.total_before), str(near.total_after)),
            str(near.distance),
        ]
        for near in rows
    ]


def _step(before: str, after: str) -> str:
    return after if before == after else f"{before} → {after}"


def _both(name: str, both: Both) -> str:
    head = f"{name}: {both.before.grade} ({both.before.total}) → {both.after.grade} ({both.after.total})"
    sides = "".join(
        f"<div><h4>{word}</h4>{_explained(one)}</div>" for word, one in (("Before", both.before), ("After", both.after))
    )
    return f"<details><summary>{escape(head)}</summary><div class='two'>{sides}</div></details>"


def _explained(one: Explanation) -> str:
    rows = [[item.title, f"{item.points} of {item.most}", item.sentence] for item in one.indicators]
    limits = [limit.sentence for limit in (one.cap, one.veto) if limit]
    return _table(f"{one.grade_title}: {one.total} points", ["indicator", "points", "why"], rows) + _listed(limits)


def _burden(report: Report) -> str:
    trial, burden = report.trial, report.trial.burden
    rows = [
        [_value(report, "size_band", row.band), _many(row.organizations), _hours(row.before), _hours(row.after)]
        for row in burden.bands
    ]
    rows.append(["all", _many(trial.organizations), _hours(burden.before), _hours(burden.after)])
    table = _table("Hours a year, by size", ["size", "organizations", "before", "after"], rows)
    duties = [
        [row.requirement, _many(row.gains), _many(row.loses), _many(row.owed_before), _many(row.owed_after)]
        for row in burden.duties
    ]
    if not duties:
        return f"{table}<p>No requirement differs.</p>"
    titles = ["requirement", "owe more", "owe less", "a year before", "a year after"]
    return table + _table("Requirements that differ", titles, duties)


def _weights(report: Report) -> str:
    sensitivity = report.sensitivity
    most = max((max(row.without, row.full) for row in sensitivity.indicators), default=0)
    ordered = sorted(sensitivity.indicators, key=lambda row: (-row.without, -row.full))
    rows = ""
    for row in ordered:
        title = escape(_value(report, "indicator", row.indicator))
        bars = f"{_bar(row.without, most)}{_bar(row.full, most)}<td>{'yes' if row.decides else 'never'}</td>"
        rows += f"<tr><th scope='row'>{title}</th>{bars}</tr>"
    titles = ("indicator", "worth nothing", "all its points", "matters")
    head = "".join(f"<th scope='col'>{title}</th>" for title in titles)
    said = "Grades that would change if an indicator were worth nothing to anybody, or everybody had all its points"
    return (
        f"<div class='wide'><table><caption>{said}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _bar(many: int, most: int) -> str:
    return f"<td class='number'>{many:,} <meter min='0' max='{max(most, 1)}' value='{many}'>{many}</meter></td>"


def _fairness(report: Report) -> str:
    by_rules = {row.attribute: row for row in report.fairness.attributes}
    by_people = {row.attribute: row for row in report.people.attributes}
    rows = [
        [
            TITLES.get(name, name),
            _many(row.groups),
            _many(row.organizations),
            _many(by_people[name].groups),
            _many(by_people[name].organizations),
        ]
        for name, row in by_rules.items()
    ]
    said = (
        "Organizations with the same measures, and the same of every attribute that the rules name but one, and yet "
        "another grade: by the rules after, and in the grades that people gave under the rules of the cycle"
    )
    titles = ["differ in", "groups by rules", "organizations", "groups by people", "organizations"]
    found = [
        (row, example)
        for fair in (report.fairness, report.people)
        for row in fair.attributes
        for example in row.examples[:2]
    ]
    examples = _listed(_example(report, row, example) for row, example in found)
    return _table(said, titles, rows) + (f"<h3>Examples</h3>{examples}" if examples else "")


def _example(report: Report, row: Unequal, example: Alike) -> str:
    sides = [f"{_value(report, row.attribute, s.value)} {s.grade} ({s.organizations:,})" for s in example.sides]
    return f"{TITLES.get(row.attribute, row.attribute)}: {'; '.join(sides)}"


def _inputs(report: Report) -> str:
    trial = report.trial
    rows = [
        ("Facts", f"{report.cycle}, SHA-256 {trial.facts}"),
        ("Rules before", f"{trial.before.pack} {trial.before.version}, SHA-256 {trial.before.content_hash}"),
        ("Rules after", f"{trial.after.pack} {trial.after.version}, SHA-256 {trial.after.content_hash}"),
        ("Result", f"SHA-256 {trial.digest}"),
        ("Command", report.command),
    ]
    said = "The same inputs give the same result, to the byte."
    if trial.counted_anew:
        said += " A measure differs, so that the records were counted again."
    listed = "".join(f"<dt>{escape(name)}</dt><dd><code>{escape(value)}</code></dd>" for name, value in rows)
    return f"<p>{said}</p><dl>{listed}</dl>"


def _value(report: Report, attribute: str, code: str | None) -> str:
    if code is None:
        return "not known"
    title = report.values.get((attribute, code))
    return code if title is None or title == code else f"{title} ({code})"


def _listed(lines: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<ul>{items}</ul>" if items else ""


def _table(caption: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th scope='col'>{escape(name)}</th>" for name in headings)
    body = "".join(
        f"<tr><th scope='row'>{escape(row[0])}</th>{''.join(f'<td>{escape(cell)}</td>' for cell in row[1:])}</tr>"
        for row in rows
    )
    body = body or f"<tr><td colspan='{len(headings)}'>None.</td></tr>"
    return (
        f"<div class='wide'><table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _many(number: int) -> str:
    return f"{number:,}"


def _hours(hours: object) -> str:
    return f"{hours:,}"
