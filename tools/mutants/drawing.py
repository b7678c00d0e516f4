"""Draws mutants by a seed, and leaves aside those that cannot mean anything else."""

import ast
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

SCOPE = ("umbel/*/acts.py", "umbel/*/acts/**/*.py", "umbel/rubric/**/*.py")


@dataclass(frozen=True, order=True)
class Mutant:
    """One small change: an operator, at the so-manieth place of a file where it can be applied."""

    path: str
    line: int
    column: int
    operator: str
    occurrence: int

    @property
    def piece(self) -> str:
        return Path(self.path).parts[1]

    @property
    def module(self) -> str:
        return ".".join(Path(self.path).with_suffix("").parts)


def sources(root: Path) -> dict[str, str]:
    """The files that are changed, with their text."""
    found = sorted({path for pattern in SCOPE for path in root.glob(pattern)})
    return {str(path.relative_to(root)): path.read_text() for path in found}


def draw(
    every: Iterable[Mutant], seed: int, texts: dict[str, str], apply: Callable[[Mutant, str], str | None]
) -> Iterator[tuple[Mutant, str]]:
    """Mutants in the order of the seed, each with the changed text: a longer draw begins with the shorter one."""
    ordered = sorted(every)
    for mutant in random.Random(seed).sample(ordered, len(ordered)):  # noqa: S311  a draw to repeat, not a secret
        changed = apply(mutant, texts[mutant.path])
        if changed is not None and means_something_else(texts[mutant.path], changed):
            yield mutant, changed


def means_something_else(text: str, changed: str) -> bool:
    """Whether a program can tell the difference: not so for what only types say, nor for what is no Python."""
    try:
        return _meaning(text) != _meaning(changed)
    except SyntaxError:
        return False


def _meaning(text: str) -> str:
    return ast.dump(_WithoutTypes().visit(ast.parse(text)))


DECLARED = frozenset({"frozen", "kw_only", "slots"})


class _WithoutTypes(ast.NodeTransformer):
    """Takes away what mypy looks after: annotations, and what is keyword-only, frozen or has slots."""

    def visit_Call(self, node: ast.Call) -> ast.Call:
        if isinstance(node.func, ast.Name) and node.func.id == "dataclass":
            node.keywords = [each for each in node.keywords if each.arg not in DECLARED]
        self.generic_visit(node)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = None
        return node

    def visit_arguments(self, node: ast.arguments) -> ast.arguments:
        self.generic_visit(node)
        defaults = [None] * (len(node.posonlyargs + node.args) - len(node.defaults)) + node.defaults
        node.args = node.posonlyargs + node.args + node.kwonlyargs
        node.kw_defaults = [*defaults, *node.kw_defaults]
        node.posonlyargs, node.kwonlyargs, node.defaults = [], [], []
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.returns = None
        self.generic_visit(node)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AnnAssign:
        node.annotation = ast.Constant(value=None)
        self.generic_visit(node)
        return node

    def visit_TypeAlias(self, node: ast.TypeAlias) -> ast.TypeAlias:
        node.value = ast.Constant(value=None)
        return node
