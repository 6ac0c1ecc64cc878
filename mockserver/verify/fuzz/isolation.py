"""A place for Hypothesis to run in without leaving or finding traces."""

import ast
import gzip
import json
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

from hypothesis import configuration

_PROVIDERS = "hypothesis.internal.conjecture.providers"
_UTF_8 = [[[0, 0xD7FF], [0xE000, 0x10FFFF]], []]
"""The code points that UTF-8 can write (RFC 3629 §3), and those that do not come back: none."""

_KEEPERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "_get_local_constants": lambda names: names["Constants"],
    "CONSTANTS_CACHE": lambda names: type(names["CONSTANTS_CACHE"])(1024),
}
"""What holds the constants of the surrounding program, and an empty one in its stead."""


@contextmanager
def isolated() -> Iterator[None]:
    """While this lasts, Hypothesis writes no file that stays and draws by the seed alone.

    Of itself it makes a ``.hypothesis`` folder where the program was started, and mixes strings and
    numbers of the program's own source into what it draws: a seed would mean other requests in a
    checkout than in an installation, and others after an edit.
    """
    before = configuration.storage_directory(intent_to_write=False).home_directory
    folder = TemporaryDirectory(prefix="mockserver-")
    with folder as home, _without_local_constants(), _parsing_one_by_one():
        _write_codec_table(Path(home))
        configuration.set_hypothesis_home_dir(home)
        try:
            yield
        finally:
            configuration.set_hypothesis_home_dir(before)


@contextmanager
def _without_local_constants() -> Iterator[None]:
    """No setting turns them off; a Hypothesis that keeps them elsewhere is left as it is."""
    names = vars(import_module(_PROVIDERS))
    before = {name: names[name] for name in _KEEPERS if name in names}
    try:
        names.update({name: _KEEPERS[name](names) for name in before})
        yield
    finally:
        names.update(before)


@contextmanager
def _parsing_one_by_one() -> Iterator[None]:
    """Python before 3.12 counts the depth of all trees that are made at once as that of one.

    Hypothesis reads the source of functions in each of its threads (python/cpython#106905).
    """
    before, lock = ast.parse, Lock()

    def parse(*arguments: Any, **named: Any) -> Any:
        with lock:
            return before(*arguments, **named)

    ast.parse = parse
    try:
        yield
    finally:
        ast.parse = before


def _write_codec_table(home: Path) -> None:
    """Give Hypothesis the table that takes it two seconds to find out (its own file format)."""
    folder = home / "unicode_data" / unicodedata.unidata_version
    folder.mkdir(parents=True)
    with gzip.open(folder / "codec-v2-utf-8.json.gz", "wt") as file:
        json.dump(_UTF_8, file)
