"""Arithmetic as it stands in a bank: `hours * rate + parts`. Numbers, names and a few functions; nothing else."""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

LONGEST = 300  # characters
ENDS = 1e15
FUNCTIONS: dict[str, Callable[..., float]] = {
    "abs": abs,
    "ceil": math.ceil,
    "floor": math.floor,
    "max": max,
    "min": min,
    "round": round,
}
OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


class Broken(ValueError):
    """No expression this module knows, or a value that is no number."""


def names(code: str) -> set[str]:
    """The names an expression asks for. Raises Broken for anything but arithmetic."""
    return _asked(_parsed(code))


def value(code: str, values: Mapping[str, Any]) -> float | bool:
    """What it comes to. Raises Broken, also for what cannot be worked out."""
    node = _parsed(code)
    _asked(node)
    try:
        found = _worked_out(node, values)
    except (ArithmeticError, TypeError, ValueError) as wrong:
        raise Broken(f"{code}: {wrong}") from wrong
    if isinstance(found, bool):
        return found
    if not math.isfinite(found) or abs(found) > ENDS:
        raise Broken(code)
    return round(float(found), 9)


def _parsed(code: str) -> ast.expr:
    if len(code) > LONGEST:
        raise Broken(f"{code[:40]}…")
    try:
        return ast.parse(code.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as wrong:
        raise Broken(code) from wrong


def _asked(node: ast.expr) -> set[str]:
    match node:
        case ast.Constant(value=bool() | int() | float()):
            return set()
        case ast.Name():
            return {node.id}
        case ast.UnaryOp(op=ast.USub()):
            return _asked(node.operand)
        case ast.BinOp() if type(node.op) in OPERATORS:
            return _asked(node.left) | _asked(node.right)
        case ast.Compare(ops=[only], comparators=[right]) if type(only) in OPERATORS:
            return _asked(node.left) | _asked(right)
        case ast.IfExp():
            return _asked(node.test) | _asked(node.body) | _asked(node.orelse)
        case ast.Call(func=ast.Name(id=name), keywords=[]) if name in FUNCTIONS:
            return set().union(*map(_asked, node.args))
        case _:
            raise Broken(ast.unparse(node))


def _worked_out(node: ast.expr, values: Mapping[str, Any]) -> Any:
    """The value of a tree `_asked` has been through."""
    match node:
        case ast.Constant():
            return node.value
        case ast.Name():
            known = values.get(node.id)
            if isinstance(known, bool) or not isinstance(known, int | float):
                raise Broken(f"{node.id}?")
            return known
        case ast.UnaryOp():
            return -_worked_out(node.operand, values)
        case ast.BinOp():
            return OPERATORS[type(node.op)](_worked_out(node.left, values), _worked_out(node.right, values))
        case ast.Compare(ops=[only], comparators=[right]):
            return OPERATORS[type(only)](_worked_out(node.left, values), _worked_out(right, values))
        case ast.IfExp():
            return _worked_out(node.body if _worked_out(node.test, values) else node.orelse, values)
        case ast.Call(func=ast.Name(id=name)):
            return FUNCTIONS[name](*[_worked_out(each, values) for each in node.args])
        case _:
            raise Broken(ast.unparse(node))
