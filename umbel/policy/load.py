"""Reading a pack from its folder: everything wrong with it at once, or the pack."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from umbel.errors import Problem, Problems
from umbel.policy.building import build_pack
from umbel.policy.consistency import check_consistency
from umbel.policy.draft import Draft
from umbel.policy.examples import check_example
from umbel.policy.pack import Pack
from umbel.policy.reading import MOST_FILES, Unreadable, content_hash, read_document
from umbel.policy.registration import check_registration
from umbel.policy.schema import check_schema
from umbel.policy.tables import Tables, read_tables

HEAD = "pack.toml"
EXAMPLES = "examples"


def load_pack(path: str | Path) -> Pack:
    """The pack in the folder `path`. Raises `Problems` naming everything that is wrong with it."""
    root = Path(path)
    if not (root / HEAD).is_file():
        raise Problems(f"{root.name or root} is not a policy pack.", [_no_pack(root)])
    texts: dict[str, str] = {}
    draft = _read_rules(root, texts)
    check_schema(draft, "pack")
    check_consistency(draft)
    check_registration(draft)
    tables = read_tables(root, draft, texts)
    examples, problems = _read_examples(root, draft, tables, texts)
    problems = sorted([*draft.problems, *problems], key=_order)
    if problems:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        raise Problems(f"The policy pack {root.name} has {count}.", problems)
    return build_pack(draft, tables, content_hash(texts), examples)


def _read_rules(root: Path, texts: dict[str, str]) -> Draft:
    draft = Draft(HEAD)
    for path in _toml_files(root, draft.problems):
        try:
            document = read_document(root, path)
        except Unreadable as unreadable:
            draft.problems.append(unreadable.problem)
        else:
            texts[document.name] = document.text
            draft.add(document)
    return draft


def _read_examples(
    root: Path, rules: Draft, tables: Tables, texts: dict[str, str]
) -> tuple[tuple[dict[str, Any], ...], list[Problem]]:
    examples = []
    problems: list[Problem] = []
    for path in _toml_files(root / EXAMPLES, problems):
        try:
            document = read_document(root, path)
        except Unreadable as unreadable:
            problems.append(unreadable.problem)
            continue
        texts[document.name] = document.text
        example = Draft(document.name)
        example.add(document)
        check_schema(example, "example")
        check_example(example, rules, tables)
        problems += example.problems
        examples.append({**document.data, "file": document.name})
    return tuple(examples), problems


def _toml_files(folder: Path, problems: list[Problem]) -> list[Path]:
    """The TOML files directly in a folder, in order; a folder of thousands is no pack."""
    files = sorted(folder.glob("*.toml"))
    if len(files) > MOST_FILES:
        message = f"The folder holds {len(files)} TOML files."
        problems.append(Problem(message, folder.name, way_out=f"At most {MOST_FILES} are read."))
    return files[:MOST_FILES]


def _no_pack(root: Path) -> Problem:
    if not root.is_dir():
        return Problem("There is no such folder.", str(root), way_out="Name the folder that holds pack.toml.")
    inside = sorted(path.parent.name for path in root.glob(f"*/{HEAD}"))
    way_out = f"It holds these packs: {', '.join(inside)}." if inside else f"A pack's folder holds {HEAD}."
    return Problem(f"The folder has no {HEAD}.", str(root), way_out=way_out)


def _order(problem: Problem) -> tuple[str, int, int]:
    return problem.file, problem.line or 0, problem.column or 0
