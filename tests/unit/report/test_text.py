import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from mockserver.finding import Finding, Severity
from mockserver.origin import Origin
from mockserver.report import RENDERERS, Context, Report
from mockserver.report.excerpt import excerpt


def shown(line, column, width=60):
    """What a person sees of a line: the line, and the caret below it."""
    finding = Finding("rule", Severity.ERROR, "sentence", Origin("f", 3, column))
    context = Context(line=lambda _file, _number: line, width=width)
    return RENDERERS["text"](Report((finding,)), context).splitlines()[1:-1]


def test_the_caret_stands_below_the_column():
    assert shown("  country: Tanzania", 12) == [
        "    3 |   country: Tanzania",
        "      |            ^",
    ]


def test_a_wide_character_takes_two_cells_and_a_tab_four():
    assert shown("\t東京: x", 6) == [
        "    3 |     東京: x",
        "      |           ^",
    ]


def test_a_mark_that_joins_its_letter_takes_no_cell():
    assert shown("cafe\u0301: x", 8)[1] == "      |       ^"


def test_what_cannot_be_seen_is_written_out_and_the_caret_follows():
    assert shown("a\x1b\u202eb", 4) == [
        "    3 | a\\x1b\\u202eb",
        "      |            ^",
    ]


def test_of_a_long_line_the_part_around_the_column_is_shown():
    line = "".join(f"{number:05}," for number in range(1000))
    cut, caret = shown(line, 6 * 500 + 1)
    assert cut == "    3 | ...0496,00497,00498,00499,00500,00501,00502,00503..."
    assert cut[caret.index("^") :].startswith("00500")
    assert len(cut) <= 60


@pytest.mark.parametrize(("column", "begin", "end"), [(1, "00000,", ","), (6000, "...", "00999,")])
def test_the_ends_of_a_long_line_are_cut_on_one_side(column, begin, end):
    line = "".join(f"{number:05}," for number in range(1000))
    cut, caret = shown(line, column)
    assert cut.removeprefix("    3 | ").startswith(begin)
    assert cut.removesuffix("...").endswith(end) or cut.endswith("...")
    assert cut[caret.index("^")] == line[column - 1]


def test_a_column_beyond_the_end_is_that_of_the_end():
    assert shown("ab", 9) == ["    3 | ab", "      |   ^"]


@pytest.mark.parametrize("line", [None, "", "   "])
def test_a_line_that_is_not_to_be_had_or_empty_is_not_shown(line):
    assert shown(line, 1) == []


@given(
    st.text(st.characters(), max_size=300),
    st.integers(1, 320),
    st.integers(20, 120),
)
def test_no_excerpt_is_wider_than_asked_nor_has_more_than_a_line(line, column, width):
    seen = excerpt(line, column, width)
    assert cell_len(seen.shown) <= width + len("\\U0010ffff")
    assert "\n" not in seen.shown
    assert seen.caret <= width + 6


@given(st.text("ab\t東é", max_size=300), st.integers(1, 300), st.integers(20, 120))
def test_the_character_above_the_caret_is_the_one_of_the_column(line, column, width):
    seen = excerpt(line, column, width)
    if column > len(line) or line[column - 1] == "\t":
        return
    above = next(
        (each for at, each in enumerate(seen.shown) if cell_len(seen.shown[:at]) == seen.caret), ""
    )
    assert above == line[column - 1]


def test_colours_are_for_terminals_only():
    report = Report((Finding("rule", Severity.ERROR, "sentence", Origin("f", 1, 1)),))
    context = Context(line=lambda _file, _number: "abc")
    coloured = Context(line=context.line, is_coloured=True)
    plain, painted = RENDERERS["text"](report, context), RENDERERS["text"](report, coloured)
    assert "\x1b" not in plain
    assert "\x1b[1;31merror:\x1b[0m" in painted
    assert re.sub("\x1b\\[[0-9;]*m", "", painted) == plain


def test_a_document_cannot_colour_the_terminal_nor_forge_a_line():
    forged = Finding("rule", Severity.ERROR, "x\x1b[2J\nno findings\r\x9b2J", Origin("a\nb", 1, 1))
    told = RENDERERS["text"](Report((forged,), ("sub\nject",)))
    assert told == (
        "a\\nb:1:1: error: x\\x1b[2J\\nno findings\\r\\x9b2J [rule]\nsub\\nject\n1 error\n"
    )
