# ruff: noqa: INP001  a program beside its page, and no package
"""``python docs/verify/write.py``: write the keys in docs/verify.md from the table in the code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mockserver.config.verify_keys import RUN, TOP, Key

PAGE = Path(__file__).resolve().parents[1] / "verify.md"
BEGIN, END = "<!-- keys: written by docs/verify/write.py -->", "<!-- end of keys -->"


def table() -> str:
    """All keys as Markdown: those of the top alone, then those that a profile may have too."""
    return "\n".join([*_top(), "", *_run()])


def _top() -> Iterator[str]:
    yield from ("| at the top | what it says |", "|---|---|")
    yield from (f"| `{name}` | {help_} |" for name, help_ in TOP)


def _run() -> Iterator[str]:
    yield from (
        "| at the top or in a profile | form | default | what it says |",
        "|---|---|---|---|",
    )
    for key in RUN:
        yield f"| `{key.name}` | {key.form.told} | {_default(key)} | {key.help} |"


def _default(key: Key) -> str:
    if key.default is None or key.default == ():
        return ""
    return f"`{str(key.default).lower()}`"


def page(text: str) -> str:
    """The page with the table in its place."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n{table()}\n{END}{rest.partition(END)[2]}"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
