"""Only acts write, and only their own piece's rows: read from the syntax tree of every module.

What is recognized: a manager or queryset of a model (`Model.objects…`, `thing.related_name…`, or a name that stands for
either), a row that a function was handed or fetched, the fast writers of `structure`, and SQL that changes a table.
"""

import ast
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parents[2]
WRITES = {
    *("create", "bulk_create", "get_or_create", "update_or_create", "update", "bulk_update", "delete"),
    *("acreate", "abulk_create", "aupdate", "abulk_update", "adelete", "aget_or_create", "aupdate_or_create"),
    *("save", "asave", "create_user"),
}
PASSES_ON = {"list", "sorted", "next", "iter", "tuple", "reversed"}
FAST = {"insert_rows", "update_rows", "new_keys"}
CHANGES = ("insert into ", "insert or ", "update ", "delete from ", "truncate ")
ANY = "rows of whatever model it is given"

GENERIC = {
    "structure/acts/bulk_rows.py": "the fast writers themselves",
    "activities/acts/bulk_import.py": "one way to write new or differing rows of each of its own four models",
}
"""Modules that write rows of a model they are handed, and which those are."""


def pieces() -> dict[str, str]:
    """Every model's name, and the piece it belongs to."""
    models = [model for model in apps.get_models() if model.__module__.startswith("umbel.")]
    assert len({model.__name__ for model in models}) == len(models), "Two models bear one name: read them by piece."
    return {model.__name__: model._meta.app_label for model in models}


def related() -> dict[str, str]:
    """Every name by which a row leads to rows of one model, and that model; names that lead to several are left out."""
    found: dict[str, set[str]] = {}
    for model in apps.get_models():
        if not model.__module__.startswith("umbel."):
            continue
        for relation in model._meta.related_objects:
            found.setdefault(relation.get_accessor_name() or "", set()).add(relation.related_model.__name__)
        for field in model._meta.fields:
            if field.is_relation:
                found.setdefault(field.name, set()).add(field.related_model.__name__)
    return {name: models.pop() for name, models in found.items() if name and len(models) == 1}


def model_in(annotation: ast.AST | None, models: set[str]) -> str | None:
    """The one model an annotation names, as in `QuerySet[Clock]` or `Clock | None`."""
    parts = ast.walk(annotation) if annotation else ()
    named = {part.id for part in parts if isinstance(part, ast.Name)} & models
    return named.pop() if len(named) == 1 else None


def answers(trees: Iterable[ast.AST], models: set[str]) -> dict[str, str | None]:
    """What functions say they return, by name; None where two of one name say different things."""
    found: dict[str, str | None] = {}
    for node in (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        said = model_in(node.returns, models)
        found[node.name] = said if found.get(node.name, said) == said else None
    return found


class Reader(ast.NodeVisitor):
    """Finds who writes rows of which model in one module: pairs of line and model."""

    def __init__(self, models: set[str], relations: dict[str, str], returns: dict[str, str | None]) -> None:
        self.models, self.relations, self.returns = models, relations, returns
        self.known: dict[str, str | None] = {}
        self.found: list[tuple[int, str]] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        before, self.known = self.known, dict(self.known)
        for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
            self.known[argument.arg] = model_in(argument.annotation, self.models)
        self.generic_visit(node)
        self.known = before

    def visit_Assign(self, node: ast.Assign) -> None:
        self.generic_visit(node)
        self.know(node.targets, node.value)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.generic_visit(node)
        self.know([node.target], node.value)

    def visit_For(self, node: ast.For) -> None:
        self.know([node.target], node.iter)
        self.generic_visit(node)

    def visit_ListComp(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> None:
        for one in node.generators:
            self.know([one.target], one.iter)
        self.generic_visit(node)

    visit_GeneratorExp = visit_SetComp = visit_ListComp

    def know(self, targets: Iterable[ast.AST], value: ast.AST) -> None:
        for target in targets:
            if isinstance(target, ast.Name):
                self.known[target.id] = self.rows_of(value)

    def rows_of(self, node: ast.AST) -> str | None:
        """The model whose rows an expression stands for."""
        if isinstance(node, ast.Call):
            return self.called(node)
        found = None
        match node:
            case ast.Name(id=name):
                found = self.known.get(name)
            case ast.Attribute(value=ast.Name(id=name), attr="objects"):
                found = name if name in self.models else ANY if name.islower() else None  # another library's
            case ast.Attribute(attr=name) if name in self.relations:
                found = self.relations[name]
            case ast.Attribute(value=ast.Call() as value) | ast.Subscript(value=value):
                found = self.rows_of(value)
            case ast.ListComp() | ast.GeneratorExp() | ast.SetComp():
                for one in node.generators:
                    self.know([one.target], one.iter)
                found = self.rows_of(node.elt)
        return found

    def called(self, node: ast.Call) -> str | None:
        """The model whose rows a call answers with."""
        match node.func, node.args:
            case ast.Name(id=name), _ if name in self.models:
                return name
            case ast.Name(id=name), [first, *_] if name in PASSES_ON:
                return self.rows_of(first)
            case ((ast.Name(id=name) | ast.Attribute(value=ast.Name(), attr=name)), _) if self.returns.get(name):
                return self.returns[name]
            case ast.Attribute(value=value), _:
                return self.rows_of(value)
        return None

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        match node.func, node.args:
            case ast.Attribute(value=value, attr=name), _ if name in WRITES:
                if model := self.rows_of(value):
                    self.found.append((node.lineno, model))
            case ast.Name(id=name), [ast.Name(id=model), *_] if name in FAST:
                self.found.append((node.lineno, model if model in self.models else ANY))

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and (said := " ".join(node.value.split())).lower().startswith(CHANGES):
            words = set(said.replace('"', " ").split())
            tables = {model._meta.db_table: model.__name__ for model in apps.get_models()}
            self.found += [(node.lineno, tables[word]) for word in words & tables.keys() if tables[word] in self.models]

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self.generic_visit(node)
        begins = node.values[0] if node.values else None
        if isinstance(begins, ast.Constant) and f"{str(begins.value).strip().lower()} " in CHANGES:
            self.found.append((node.lineno, ANY))


def written(text: str, models: set[str], returns: dict[str, str | None] | None = None) -> list[tuple[int, str]]:
    tree = ast.parse(text)
    own = answers([tree], models)
    reader = Reader(models, related(), (returns or {}) | own)
    reader.visit(tree)
    return reader.found


@cache
def all_writes() -> list[tuple[str, int, str]]:
    """Every write there is: module, line, model."""
    models = set(pieces())
    paths = [path for path in sorted((ROOT / "umbel").rglob("*.py")) if "migrations" not in path.parts]
    texts = {path.relative_to(ROOT / "umbel").as_posix(): path.read_text() for path in paths}
    returns = answers(map(ast.parse, texts.values()), models)
    return [(name, *one) for name, text in texts.items() for one in written(text, models, returns)]


def piece_of(module: str) -> str:
    return module.split("/", maxsplit=1)[0].removesuffix(".py")


def is_act(module: str) -> bool:
    """`acts`, and `models`, whose managers make rows."""
    return "/" in module and module.split("/")[1].removesuffix(".py") in {"acts", "models"}


def test_no_piece_writes_the_rows_of_another():
    owners = pieces()
    writes = all_writes()
    assert len(writes) > 100, "Hardly any writing was found: the reader no longer fits the code."
    strangers = [
        f"{module}:{line} writes {model}, which belongs to {owners[model]}: call an act of that piece"
        for module, line, model in writes
        if model != ANY and owners[model] != piece_of(module)
    ]
    assert strangers == []


def test_only_acts_write():
    others = [
        f"{module}:{line} writes {model} outside the acts of a piece"
        for module, line, model in all_writes()
        if not is_act(module)
    ]
    assert others == []


def test_only_those_named_write_whatever_they_are_given():
    assert {module for module, _line, model in all_writes() if model == ANY} == GENERIC.keys()


@pytest.mark.parametrize(
    "text",
    [
        "Clock.objects.create(a=1)",
        "Clock.objects.filter(a=1).update(state=2)",
        "Clock.objects.bulk_create(Clock() for _ in ())",
        "found = Clock.objects.filter(a=1)\nfound.update(a=2)",
        "found = Clock.objects.filter(a=1)\nfor one in found.order_by('a'):\n    one.save()",
        "one = Clock.objects.get(pk=1)\none.delete()",
        "one = Clock(a=1)\none.save()",
        "def f(one: Clock | None):\n    one.save(update_fields=['a'])",
        "insert_rows(Clock, ('a',), [])",
        "SQL = 'UPDATE notices_clock SET a = 1'",
        "[one for one in Clock.objects.all()][0].delete()",
        "[one.save() for one in Clock.objects.all()]",
        "def clocks() -> QuerySet[Clock]: ...\nclocks().filter(a=1).update(b=2)",
        "def locked(one) -> Clock: ...\none = locked(one)\none.save()",
        "if one := Clock.objects.first():\n    one.save()",
    ],
)
def test_a_write_is_recognized(text):
    assert {model for _line, model in written(text, {"Clock"})} == {"Clock"}


def test_a_row_that_something_leads_to_is_recognized():
    assert written("organization.particulars.filter(a=1).update(b=2)", set(pieces())) == [(1, "Particulars")]


@pytest.mark.parametrize(
    "text",
    [
        "Clock.objects.filter(a=1).count()",
        "counts.update(a=1)",
        "def f(one: Clock):\n    digest.update(one.code)",
        "one = Clock(a=1)\nshow(one)",
        "said = {}\nsaid.update(a=Clock.objects.get(pk=1))",
    ],
)
def test_reading_is_no_write(text):
    assert written(text, {"Clock"}) == []
