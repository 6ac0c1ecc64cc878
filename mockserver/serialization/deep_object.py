"""The style ``deepObject``: ``filter[name]=x&filter[size][min]=3``.

OAS defines it for objects of scalars only. What is common practice is read as well: deeper
brackets, a repeated name or empty brackets for an array, and an array at the top written ``ids[]``
or ``ids[0]``. Names with brackets in them cannot be told from structure and cannot be written.
"""

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from mockserver.serialization.coercion import indexed
from mockserver.serialization.errors import StyleError, excerpt
from mockserver.serialization.query import Query
from mockserver.serialization.shapes import Shape
from mockserver.serialization.style import MISSING, Absent, Value

MAX_DEPTH = 32

_BRACKETS = re.compile(r"(?:\[[^\[\]]*\])+")
_KEY = re.compile(r"\[([^\[\]]*)\]")

_Tree: TypeAlias = dict[str, "_Tree | list[str]"]


def decode(name: str, shape: Shape, query: Query) -> Value | Absent:
    """The value of a parameter, MISSING when no pair belongs to it.

    Raises StyleError for brackets that do not match, a value where others put an object, the name
    without brackets, and more than MAX_DEPTH levels.
    """
    tree: _Tree = {}
    for pair in query.pairs:
        if pair.name.startswith(f"{name}["):
            _plant(tree, _keys(pair.name, pair.name[len(name) :]), query.read(pair.raw), pair.name)
        elif pair.name == name and shape is not Shape.ANY:
            raise StyleError(f"it is sent without brackets; write {name}[member]=value")
    return _shaped(tree, shape) if tree else MISSING


def _keys(whole: str, brackets: str) -> list[str]:
    if not _BRACKETS.fullmatch(brackets):
        raise StyleError(f"the brackets of {excerpt(whole)} do not match; write name[member]=value")
    keys = _KEY.findall(brackets)
    if len(keys) > MAX_DEPTH or "" in keys[:-1]:
        raise StyleError(
            f"{excerpt(whole)} nests deeper than {MAX_DEPTH} levels or has empty brackets before "
            "its last ones"
        )
    return keys


def _plant(tree: _Tree, keys: list[str], text: str, whole: str) -> None:
    node = tree
    for key in keys[:-1]:
        below = node.setdefault(key, {})
        if isinstance(below, list):
            raise StyleError(f"{excerpt(whole)} needs an object where another pair puts a value")
        node = below
    leaf = node.setdefault(keys[-1], [])
    if isinstance(leaf, dict):
        raise StyleError(f"{excerpt(whole)} puts a value where another pair needs an object")
    leaf.append(text)


def _shaped(tree: _Tree, shape: Shape) -> Value:
    value = _value(tree)
    if shape is not Shape.ARRAY or isinstance(value, list):
        return value
    items = indexed(value) if isinstance(value, dict) else None
    if items is None:
        raise StyleError("its brackets hold names where an array's hold nothing or 0, 1, 2 ...")
    return items


def _value(node: "_Tree | list[str]") -> Value:
    if isinstance(node, list):
        return node[0] if len(node) == 1 else list[Value](node)
    if "" not in node:
        return {key: _value(below) for key, below in node.items()}
    if len(node) > 1:
        raise StyleError("it mixes empty brackets, which make an array, with named ones")
    return list[Value](_texts(node[""]))


def _texts(leaf: "_Tree | list[str]") -> Iterator[str]:
    yield from leaf


def flatten(name: str, value: Any, depth: int = 0) -> Iterator[tuple[str, Any]]:
    """The pairs of a value: each scalar with its bracketed name, a list's items with empty ones.

    Raises StyleError for more than MAX_DEPTH levels.
    """
    if depth > MAX_DEPTH:
        raise StyleError(f"the value nests deeper than {MAX_DEPTH} levels")
    if isinstance(value, dict):
        for key, below in value.items():
            yield from flatten(f"{name}[{key}]", below, depth + 1)
    elif isinstance(value, list):
        for below in value:
            yield from flatten(f"{name}[]", below, depth + 1)
    else:
        yield name, value
