"""Settings that Schemathesis cannot use, told in one sentence with the line of the key."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from mockserver.hint import listed
from mockserver.verify.fuzz.plan import OwnSettings

_SECTION = re.compile(
    r"Error in (?:root|\[(?P<section>[^\n]*)\]) section:\s*(?:[A-Z][\w ()]*:\s)?\s*"
    r"(?P<detail>[^\n]*)(?P<rest>.*)",
    re.DOTALL,
)
_KEY = re.compile(r"- '(?P<name>[^']+)'(?: -> (?P<said>.*))?")
_MEANT = re.compile(r"Did you mean ('[^']+')\?")
_HEADER = re.compile(r"\s*(?P<open>\[\[?)\s*(?P<name>[^\]]+?)\s*\]")
_PART = r"(?:\"[^\"]*\"|'[^']*'|[\w-]+)"
_SET = re.compile(rf"\s*(?P<name>{_PART}(?:\s*\.\s*{_PART})*)\s*=")
_VALUES = "Valid values are: "
_LONGEST = 200


def misfit(own: OwnSettings, message: str) -> str:
    """What is wrong with settings, without all that would be right."""
    found = _SECTION.match(message)
    if found is None:
        return f"{own.file}: Schemathesis cannot use this: {_short(message)}"
    section = found["section"] or ""
    key = _KEY.match(found["detail"])
    if key is None:
        told = f"[{section}]: {found['detail']}" if section else found["detail"]
        return f"{place(own, section)}: {_short(told)}"
    name, said = key["name"], key["said"] or ""
    path = f"{section}.{name}" if section else name
    rest = found["rest"].strip()
    if rest.startswith("Valid properties") or (not said and rest):
        meant = _MEANT.search(said)
        where = f" in [{section}]" if section else ""
        known = re.findall(r"'([^']+)'", rest)
        hint = f"; did you mean {meant[1]}?" if meant else f"; there is {listed(known)}"
        return f"{place(own, path)}: there is no key '{name}'{where}{hint}"
    values = f" {rest}" if rest.startswith(_VALUES) else ""
    return f"{place(own, path)}: {path}: {_short(f'{said}{values}')}"


def place(own: OwnSettings, path: str) -> str:
    """The file with the line of a key, such as ``generation.mode``; of what it is in, else."""
    try:
        text = Path(own.file).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return own.file
    lines = list(_paths(text))
    while path:
        for number, found in lines:
            if f"{found}.".startswith(f"{path}."):
                return f"{own.file}:{number}"
        path = path.rpartition(".")[0]
    return own.file


def _paths(text: str) -> Iterator[tuple[int, str]]:
    """The lines that name a table or a key, with its path; elements of a list have numbers."""
    table, counts = "", Counter[str]()
    for number, line in enumerate(text.splitlines(), 1):
        header, key = _HEADER.match(line), _SET.match(line)
        if header is not None:
            table = _plain(header["name"])
            if header["open"] == "[[":
                counts[table] += 1
                table = f"{table}.{counts[table] - 1}"
            yield number, table
        elif key is not None:
            name = _plain(key["name"])
            yield number, f"{table}.{name}" if table else name


def _plain(name: str) -> str:
    """A dotted name without quotes and spaces around its parts."""
    return ".".join(part.strip("\"'") for part in re.findall(_PART, name))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}..."
