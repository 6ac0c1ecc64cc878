"""Where in a file of the user's something went wrong."""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any


def told(error: BaseException) -> str:
    """The kind of an error and what it says, in one line; of a bare assertion what it asserts."""
    said = error.msg if isinstance(error, SyntaxError) else str(error)
    if not said and isinstance(error, AssertionError):
        said = next(
            (each.line or "" for each in traceback.extract_tb(error.__traceback__)[-1:]), ""
        )
    lines = " | ".join(filter(None, map(str.strip, said.splitlines())))
    return f"{type(error).__name__}: {lines}".rstrip(": ")


def place(file: str, error: BaseException, otherwise: int | None = None) -> str:
    """The file with the last of its lines that an error went through, as ``hooks.py:4``.

    ``otherwise`` is the line where it went through none.
    """
    line = _line(file, error) or otherwise
    return f"{file}:{line}" if line else file


def first_line(function: Callable[..., Any]) -> int | None:
    """Where a function begins; None for what has no source."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    return code.co_firstlineno if code else None


def beginning(file: str | Path, function: Callable[..., Any]) -> str:
    """The file with the line where a function begins, if it has one."""
    line = first_line(function)
    return f"{file}:{line}" if line else str(file)


def _line(file: str, error: BaseException) -> int | None:
    own = Path(file).resolve()
    if isinstance(error, SyntaxError) and error.filename and Path(error.filename).resolve() == own:
        return error.lineno
    frames = traceback.extract_tb(error.__traceback__)
    lines = [each.lineno for each in frames if Path(each.filename).resolve() == own]
    return lines[-1] if lines else None
