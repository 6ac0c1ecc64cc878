"""Operations and the statuses that were seen of them, as a table of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from mockserver.report.coverage import Coverage, OperationCoverage
from mockserver.visible import visible

Paint = Callable[[str, str], str]
"""A text in a colour, by the numbers of ECMA-48."""
_GREEN, _YELLOW, _RED, _DIM, _BOLD = "32", "33", "31", "2", "1"
_GAP = 2
_NEVER, _EXCUSED, _UNDECLARED = "never", "·", "+"
_LEGEND = {
    _NEVER: "declared, not seen",
    _EXCUSED: "declared, need not be seen",
    _UNDECLARED: "seen, not declared",
}


def table(coverage: Coverage, width: int, paint: Paint) -> Iterator[str]:
    """A line for each operation, a column for each status; a list where that is too wide.

    The signs that stand in it are explained below it.
    """
    if not coverage.operations:
        return
    columns = coverage.columns
    names = [visible(each.operation) for each in coverage.operations]
    first = max(map(len, names))
    cells = [[_cell(each, column) for column in columns] for each in coverage.operations]
    heads = list(map(visible, columns))
    widths = [
        max(len(head), *(len(row[index][0]) for row in cells)) for index, head in enumerate(heads)
    ]
    if first + sum(each + _GAP for each in widths) > width:
        yield from map(_listed, names, coverage.operations)
        return
    head = "".join(f"{each:>{size + _GAP}}" for each, size in zip(heads, widths, strict=True))
    yield paint(f"{'':<{first}}{head}", _BOLD)
    for name, row in zip(names, cells, strict=True):
        yield f"{name:<{first}}{''.join(_padded(row, widths, paint))}".rstrip()
    shown = "".join(text for row in cells for text, _ in row)
    legend = "; ".join(f"{sign}: {told}" for sign, told in _LEGEND.items() if sign in shown)
    if legend:
        yield paint(legend, _DIM)


def _padded(row: Iterable[tuple[str, str]], widths: Iterable[int], paint: Paint) -> Iterator[str]:
    for (text, colour), size in zip(row, widths, strict=True):
        blank = " " * (size + _GAP - len(text))
        yield blank + (paint(text, colour) if colour and text else text)


def _cell(operation: OperationCoverage, column: str) -> tuple[str, str]:
    """What stands in a cell, and its colour."""
    is_failed = column.startswith("5")  # RFC 9110 §15.6
    if column in operation.declared:
        count = operation.count(column)
        if count:
            return str(count), _RED if is_failed else _GREEN
        return (_EXCUSED, _DIM) if operation.is_excused(column) else (_NEVER, _YELLOW)
    undeclared = {str(status): operation.seen[status] for status in operation.undeclared}
    colour = _RED if is_failed else ""
    return (f"{undeclared[column]}{_UNDECLARED}", colour) if column in undeclared else ("", "")


def _listed(name: str, operation: OperationCoverage) -> str:
    seen = [f"{status}: {count}" for status, count in sorted(operation.seen.items())]
    missed = [f"{visible(status)}: {_NEVER}" for status in operation.missed]
    return f"{name}  {', '.join((*seen, *missed)) or 'no answer'}"
