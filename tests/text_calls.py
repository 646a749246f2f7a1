"""Finds every place in the bot that fills in a text, with the values that it gives.

Static analysis: an expression is resolved to every `Text` that it, the assignments and loops of its
variables, the callers of its function, or the functions it calls may give.
"""

import ast
import importlib
import pkgutil
import string
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

import bot
from bot.errors import BotError, ChosenTextError, DocumentError
from bot.models.document import DocumentProblem
from bot.texts import Text, documents

Function = ast.FunctionDef | ast.AsyncFunctionDef
_MAX_STEPS = 6
_NOT_TEXTS = {"replies", "self", "self.replies"}
"""What else has a method `to`."""


@dataclass(frozen=True)
class TextCall:
    """A place that fills in one of `texts`, giving values of these names."""

    place: str
    texts: frozenset[Text]
    values: frozenset[str]

    @property
    def missing(self) -> set[str]:
        """The values that one of the texts needs and the call does not give."""
        return set().union(*map(fields_of, self.texts)) - self.values


def fields_of(text: Text) -> set[str]:
    """The names of the values that a text needs."""
    parsed = (
        part for template in (text.zh, text.en) for part in string.Formatter().parse(template)
    )
    return {name for _, name, _, _ in parsed if name}


def texts_in(value: object) -> Iterator[Text]:
    """The texts of a value: itself, or those in a mapping, sequence or dataclass."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for item in value.values() for text in texts_in(item))
    elif isinstance(value, tuple | list):
        yield from (text for item in value for text in texts_in(item))
    elif is_dataclass(value) and not isinstance(value, type):
        yield from (
            text for field in fields(value) for text in texts_in(getattr(value, field.name))
        )


def find_text_calls() -> Iterator[TextCall]:
    """Every `TEXT.to(language, …)`, and every error that is raised with its values."""
    for source in _sources():
        for function in source.functions:
            for node in _nodes_of(function):
                call = _read_call(node, source, function)
                if call is not None:
                    yield call


@dataclass(frozen=True)
class _Source:
    module: ModuleType
    functions: tuple[Function | ast.Module, ...]


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file; the whole code takes a second."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def _sources() -> tuple[_Source, ...]:
    names = [found.name for found in pkgutil.walk_packages(bot.__path__, "bot.")]
    modules = [
        importlib.import_module(name)
        for name in names
        if not name.endswith((".__main__", ".worker")) and name != "bot.errors"
    ]
    trees = [parsed(Path(str(module.__file__))) for module in modules]
    return tuple(
        _Source(module, (tree, *(node for node in ast.walk(tree) if isinstance(node, Function))))
        for module, tree in zip(modules, trees, strict=True)
    )


@cache
def _nodes_of(function: Function | ast.Module) -> tuple[ast.AST, ...]:
    """The nodes of a function without those of the functions inside it."""
    nodes: list[ast.AST] = []
    stack: list[ast.AST] = list(ast.iter_child_nodes(function))
    while stack:
        node = stack.pop()
        nodes.append(node)
        if not isinstance(node, Function):
            stack += ast.iter_child_nodes(node)
    return tuple(nodes)


def _read_call(node: ast.AST, source: _Source, function: Function | ast.Module) -> TextCall | None:
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name):
        node = ast.copy_location(ast.Call(node.exc, [], []), node)
    if not isinstance(node, ast.Call) or any(keyword.arg is None for keyword in node.keywords):
        return None
    search = _Search(source, function)
    if isinstance(node.func, ast.Attribute) and node.func.attr == "to" and node.args:
        if ast.unparse(node.func.value) in _NOT_TEXTS:
            return None
        texts: Iterable[Text] | None = texts_in(search.values(node.func.value))
    else:
        texts = _error_texts(node, search)
    if texts is None:
        return None
    place = f"{source.module.__name__}:{node.lineno} {ast.unparse(node)}"
    return TextCall(place, frozenset(texts), _values(node))


def _values(call: ast.Call) -> frozenset[str]:
    """The names of the values that a call gives; some errors take one by position."""
    name = {"StartError": "reason", "DocumentError": "name"}.get(_called(call.func))
    return frozenset({str(keyword.arg) for keyword in call.keywords} | ({name} if name else set()))


def _error_texts(call: ast.Call, search: "_Search") -> Iterable[Text] | None:
    """The texts of an error that is made here; None for another call, or an unknown problem."""
    error = vars(search.source.module).get(_called(call.func))
    if not isinstance(error, type) or not issubclass(error, BotError):
        return None
    if issubclass(error, ChosenTextError):
        return texts_in(search.values(call.args[0]))
    if issubclass(error, DocumentError):
        problems = [p for p in search.values(call.args[0]) if isinstance(p, DocumentProblem)]
        return [documents.PROBLEMS[problem] for problem in problems] or None
    return [error.text]


@dataclass(frozen=True)
class _Search:
    source: _Source
    function: Function | ast.Module

    def values(self, node: ast.AST, steps: int = _MAX_STEPS) -> list[object]:
        """Everything that an expression may stand for, as far as it can be read off the code."""
        if steps == 0:
            return []
        match node:
            case ast.Name() | ast.Attribute():
                return self._named(node, steps)
            case ast.Call(func=ast.Attribute(attr="get" | "items" | "values") as method):
                return self.values(method.value, steps)
            case ast.Call():
                parts: list[ast.AST] = [*_returns(self.source, node.func), *node.args]
            case ast.IfExp():
                parts = [node.body, node.orelse]
            case ast.Subscript() | ast.Await():
                parts = [node.value]
            case _:
                parts = []
        return [value for part in parts for value in self.values(part, steps - 1)]

    def _named(self, node: ast.Name | ast.Attribute, steps: int) -> list[object]:
        names = ast.unparse(node).split(".") if _is_dotted(node) else []
        value: object = vars(self.source.module).get(names[0]) if names else None
        for name in names[1:]:
            value = getattr(value, name, None)
        if value is not None:
            return [value]
        if isinstance(node, ast.Attribute):
            return self.values(node.value, steps - 1)
        found = [
            value
            for definition in _definitions(node.id, self.function)
            for value in self.values(definition, steps - 1)
        ]
        return found or self._arguments(node.id, steps)

    def _arguments(self, name: str, steps: int) -> list[object]:
        """What callers pass for a parameter of the function."""
        if not isinstance(self.function, Function):
            return []
        parameters = [argument.arg for argument in self.function.args.args]
        if name not in parameters:
            return []
        index = parameters.index(name) - (parameters[0] == "self")
        return [
            value
            for search, call in _calls().get(self.function.name, ())
            if len(call.args) > index
            for value in search.values(call.args[index], steps - 1)
        ]


@cache
def _calls() -> dict[str, list[tuple[_Search, ast.Call]]]:
    """Every call in the bot, by the name of what is called."""
    calls: dict[str, list[tuple[_Search, ast.Call]]] = defaultdict(list)
    for source in _sources():
        for function in source.functions:
            for node in _nodes_of(function):
                if isinstance(node, ast.Call):
                    calls[_called(node.func)].append((_Search(source, function), node))
    return calls


def _is_dotted(node: ast.AST) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


def _called(function: ast.AST) -> str:
    """The name of a function or method that is called."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _returns(source: _Source, function: ast.AST) -> list[ast.AST]:
    """What the function of that name in the same module returns."""
    return [
        node.value
        for found in source.functions
        if isinstance(found, Function) and found.name == _called(function)
        for node in _nodes_of(found)
        if isinstance(node, ast.Return) and node.value is not None
    ]


def _definitions(name: str, function: Function | ast.Module) -> Iterator[ast.AST]:
    """What a local variable is assigned or loops over."""

    def defines(target: ast.AST) -> bool:
        return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(target))

    for node in _nodes_of(function):
        match node:
            case ast.Assign() if any(map(defines, node.targets)):
                yield from _assigned(name, node.targets[0], node.value)
            case ast.AnnAssign(value=ast.expr() as value) if defines(node.target):
                yield value
            case ast.NamedExpr() if defines(node.target):
                yield node.value
            case ast.For() | ast.comprehension() if defines(node.target):
                yield node.iter


def _assigned(name: str, target: ast.AST, value: ast.expr) -> Iterator[ast.AST]:
    """The part of `value` that goes to `name`: in `a, b = x, y` the one at its place."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for part, assigned in zip(target.elts, value.elts, strict=True):
            if isinstance(part, ast.Name) and part.id == name:
                yield assigned
    else:
        yield value
