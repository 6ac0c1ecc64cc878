import ast
from pathlib import Path
from statistics import median

import pytest

PROJECT = Path(__file__).resolve().parents[2]
MODULES = sorted((PROJECT / "mockserver").rglob("*.py"))
LONGEST_FUNCTION, USUAL_FUNCTION = 60, 8
LONG_FILE, LONG_FILES = 350, 0.1


def functions():
    """Name and number of lines of each function, decorators and docstring apart."""
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{module.relative_to(PROJECT)}:{node.lineno} {node.name}", _lines(node)


def _lines(function):
    told = ast.get_docstring(function, clean=False)
    return function.end_lineno - function.lineno + 1 - (told.count("\n") + 1 if told else 0)


@pytest.fixture(scope="module")
def lines():
    return dict(functions())


def test_half_of_all_functions_are_short(lines):
    assert median(lines.values()) <= USUAL_FUNCTION


def test_no_function_is_longer_than_a_screen(lines):
    assert {name: long for name, long in lines.items() if long > LONGEST_FUNCTION} == {}


def test_nearly_all_files_can_be_read_at_once():
    long = [
        str(module.relative_to(PROJECT))
        for module in MODULES
        if module.read_text(encoding="utf-8").count("\n") > LONG_FILE
    ]
    assert len(long) <= LONG_FILES * len(MODULES), long


@pytest.mark.parametrize("word", ["util", "utils", "helper", "helpers", "common", "manager"])
def test_no_module_has_a_name_that_says_nothing(word):
    assert [module for module in MODULES if word in (module.stem, module.parent.name)] == []
