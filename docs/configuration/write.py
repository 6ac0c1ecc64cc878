# ruff: noqa: INP001  a program beside its page, and no package
"""``make docs``: write the tables of docs/configuration.md from the tables in the code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from mockserver.config.settings import TABLE
from mockserver.config.verify_keys import RUN, TOP

PAGE = Path(__file__).resolve().parents[1] / "configuration.md"


def _settings() -> Iterator[str]:
    yield from (
        "| name | variable | form | default | what it says |",
        "|---|---|---|---|---|",
    )
    for each in TABLE:
        default = _default(each.default)
        yield f"| `{each.name}` | `{each.variable}` | {each.form} | {default} | {each.help} |"


def _top() -> Iterator[str]:
    yield from ("| at the top | what it says |", "|---|---|")
    yield from (f"| `{name}` | {help_} |" for name, help_ in TOP)


def _run() -> Iterator[str]:
    yield from (
        "| at the top or in a profile | form | default | what it says |",
        "|---|---|---|---|",
    )
    for key in RUN:
        yield f"| `{key.name}` | {key.form.told} | {_default(key.default)} | {key.help} |"


def _default(value: Any) -> str:
    if value is None or value in ("", ()):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


TABLES: dict[str, Callable[[], Iterator[str]]] = {"settings": _settings, "top": _top, "run": _run}


def page(text: str) -> str:
    """The page with each table between its marks."""
    for name, table in TABLES.items():
        begin, end = f"<!-- {name}: written by make docs -->", f"<!-- end of {name} -->"
        before, _, rest = text.partition(begin)
        lines = "\n".join(table())
        text = f"{before}{begin}\n{lines}\n{end}{rest.partition(end)[2]}"
    return text


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
