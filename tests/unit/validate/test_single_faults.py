"""Documents with one fault each, and odd ones with none, written from the specifications."""

import re
from pathlib import Path

import pytest

from mockserver.finding import Severity
from mockserver.source import parse
from mockserver.validate.document import _check

CASES = Path(__file__).resolve().parents[2] / "single_faults"
HEADS = {
    "2.0": "swagger: '2.0'\ninfo: {title: T, version: '1'}\n",
    "3.0": "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n",
    "3.1": "openapi: 3.1.1\ninfo: {title: T, version: '1'}\n",
    "3.2": "openapi: 3.2.0\ninfo: {title: T, version: '1'}\n",
    "raw": "",
    "json": "",
}
SHORT = {"<R>": "responses: {'200': {description: ok}}", "<BEL>": "\a"}


def cases(name):
    """The words of each heading, and the document with ``@@`` at the place of the fault."""
    text = (CASES / name).read_text()
    for block in re.split(r"^=== ", text, flags=re.MULTILINE)[1:]:
        heading, _, body = block.partition("\n")
        kind, *words = heading.split()
        for short, written in SHORT.items():
            body = body.replace(short, written)
        yield (kind, *words, HEADS[kind] + body)


def checked(kind, text):
    return _check(parse(text, "api.json" if kind == "json" else "api.yaml")).findings


@pytest.mark.parametrize(("kind", "rule", "severity", "text"), tuple(cases("broken.txt")))
def test_a_fault_is_told_by_its_rule_at_its_place(kind, rule, severity, text):
    before = text[: text.index("@@")]
    place = before.count("\n") + 1, len(before) - before.rfind("\n")
    found = checked(kind, text.replace("@@", "", 1))
    told = {(each.rule, each.severity, (each.origin.line, each.origin.column)) for each in found}
    assert (rule, Severity(severity), place) in told


@pytest.mark.parametrize(("kind", "text"), tuple(cases("sound.txt")))
def test_what_is_odd_and_right_is_no_error(kind, text):
    assert [each for each in checked(kind, text) if each.severity is Severity.ERROR] == []
