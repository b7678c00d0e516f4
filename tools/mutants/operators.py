"""The small changes: cosmic-ray's operators, as far as each gives a plausible slip, and one of our own.

cosmic-ray replaces every operator by every other. Most of those fail at once (`Q(…) ** Q(…)`), or mean the same (`==`
and `is`); they would fill the draw and say nothing. Here each has one or two that a tired person might have written.
"""

from collections.abc import Iterator

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators import comparison_operator_replacement as comparison
from cosmic_ray.operators import unary_operator_replacement as unary
from cosmic_ray.operators.binary_operator_replacement import operators as binary_operators
from cosmic_ray.operators.boolean_replacer import (
    AddNot,
    ReplaceAndWithOr,
    ReplaceFalseWithTrue,
    ReplaceOrWithAnd,
    ReplaceTrueWithFalse,
)
from cosmic_ray.operators.break_continue import ReplaceBreakWithContinue, ReplaceContinueWithBreak
from cosmic_ray.operators.exception_replacer import ExceptionReplacer
from cosmic_ray.operators.number_replacer import NumberReplacer
from cosmic_ray.operators.operator import Operator
from cosmic_ray.operators.remove_decorator import RemoveDecorator
from cosmic_ray.operators.zero_iteration_for_loop import ZeroIterationForLoop
from parso.python.tree import Keyword, Name, PythonNode

from tools.mutants.drawing import Mutant

BINARY = "Add_Sub Sub_Add Mul_Div Div_Mul FloorDiv_Div Mod_Mul BitOr_BitAnd BitAnd_BitOr BitXor_BitOr"
COMPARISON = "Eq_NotEq NotEq_Eq Lt_LtE Lt_GtE LtE_Lt LtE_Gt Gt_GtE Gt_LtE GtE_Gt GtE_Lt Is_IsNot IsNot_Is"
UNARY = "Delete_Not Delete_USub Delete_Invert"


class DropCall(Operator):
    """A call that stands alone, for what it does and not for what it answers, is not made."""

    def mutation_positions(self, node: PythonNode) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
        if node.type != "simple_stmt" or node.children[0].type not in {"atom_expr", "power"}:
            return
        call = node.children[0]
        if call.children[-1].type == "trailer" and call.children[-1].children[0].value == "(":
            yield call.start_pos, call.end_pos

    def mutate(self, node: PythonNode, index: int) -> PythonNode:
        assert index == 0
        call = node.children[0]
        node.children[0] = Keyword("pass", call.start_pos, call.get_first_leaf().prefix)
        return node

    @classmethod
    def examples(cls) -> tuple[()]:
        return ()


class OtherException(ExceptionReplacer):  # type: ignore[misc]
    """Another exception is caught. Names only: cosmic-ray's own stumbles over `except (module.Error, ValueError)`."""

    @staticmethod
    def _name_nodes(node: PythonNode) -> tuple[Name, ...]:
        return tuple(name for name in ExceptionReplacer._name_nodes(node) if isinstance(name, Name))  # noqa: SLF001


def _chosen(operators: Iterator[type[Operator]], names: str) -> dict[str, type[Operator]]:
    endings = tuple(f"_{name}" for name in names.split())
    return {operator.__name__: operator for operator in operators if operator.__name__.endswith(endings)}


OPERATORS: dict[str, Operator] = {
    name: operator()
    for name, operator in {
        **_chosen(iter(binary_operators()), BINARY),
        **_chosen(comparison.operators(), COMPARISON),
        **_chosen(iter(unary.operators()), UNARY),
        **{
            operator.__name__: operator
            for operator in (
                AddNot,
                DropCall,
                OtherException,
                NumberReplacer,
                RemoveDecorator,
                ReplaceAndWithOr,
                ReplaceBreakWithContinue,
                ReplaceContinueWithBreak,
                ReplaceFalseWithTrue,
                ReplaceOrWithAnd,
                ReplaceTrueWithFalse,
                ZeroIterationForLoop,
            )
        },
    }.items()
}


def mutants(path: str, source: str) -> Iterator[Mutant]:
    """Every change that an operator can make to a file."""
    nodes = list(ast_nodes(get_ast(source)))
    for name, operator in OPERATORS.items():
        places = (place for node in nodes for place in operator.mutation_positions(node))
        for occurrence, ((line, column), _end) in enumerate(places):
            yield Mutant(path, line, column, name, occurrence)


def apply(mutant: Mutant, source: str) -> str | None:
    """The text of the file with that change; None where the operator cannot make it after all."""
    return mutate_code(source, OPERATORS[mutant.operator], mutant.occurrence)
