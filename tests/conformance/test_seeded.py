"""Ninety-odd documents, each with one defect that somebody put there, or with none at all."""

from pathlib import Path

import pytest

from mockserver.finding import Severity
from mockserver.validate import check_document

SEEDED = Path(__file__).resolve().parents[2] / ".." / "shared" / "seeded"
EXPECTED = SEEDED / "EXPECTED.tsv"

pytestmark = pytest.mark.skipif(
    not EXPECTED.is_file(), reason="../shared/seeded is not beside this checkout"
)

# What is lighter than the list has it, and why.
LIGHTER = {
    # JSON Schema 2020-12 Core §4.3.1: "A JSON Schema MAY contain properties which are not schema
    # keywords. Unknown keywords SHOULD be treated as annotations": legal, and without effect.
    "s15-nullable-in-31.yaml": Severity.WARNING,
}
# What the operations of all these documents lack is no defect that was put there: none of them
# declares 401, though all ask for credentials.
EVERYWHERE = "no-right-answer"
ENOUGH = {
    "E": (Severity.ERROR,),
    "X": (Severity.ERROR,),
    "W": (Severity.ERROR, Severity.WARNING),
}


def rows(*kinds):
    if not EXPECTED.is_file():
        return []
    lines = EXPECTED.read_text("utf-8").splitlines()[1:]
    table = [line.split("\t") for line in lines]
    return [pytest.param(row, id=row[0]) for row in table if row[1] in kinds]


def findings(file):
    found = check_document(str(SEEDED / file)).findings
    return [finding for finding in found if finding.rule != EVERYWHERE]


def place(finding):
    return f"{finding.origin.line}:{finding.origin.column}"


@pytest.mark.parametrize("row", rows("E", "X", "W"))
def test_a_defect_is_found_at_its_line_and_column(row):
    file, kind, _, line, column, others, *_ = row
    enough = (LIGHTER[file],) if file in LIGHTER else ENOUGH[kind]
    found = {place(finding) for finding in findings(file) if finding.severity in enough}
    assert found & {f"{line}:{column}", *others.split(",")}


# Two defects in truth: the component whose name is wrong is used nowhere; what an undefined alias
# stands for is missing where a list has to be; and where a path parameter has another name than
# the one in the braces, both of them have no counterpart.
SEVERAL = {"s07-path-param-extra.yaml", "s43-undefined-alias.yaml", "s65-component-name.yaml"}


@pytest.mark.parametrize("row", rows("E", "X", "W"))
def test_one_defect_is_one_finding(row):
    file, kind, *_ = row
    found = findings(file)
    places = {place(finding) for finding in found}
    assert len(found) == 1 or file in SEVERAL or (kind == "X" and len(places) <= 2)


@pytest.mark.parametrize("row", rows("T"))
def test_a_document_that_only_looks_wrong_is_left_alone(row):
    assert findings(row[0]) == []
