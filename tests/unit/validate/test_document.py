from pathlib import Path

import pytest

from mockserver.finding import Severity
from mockserver.validate import check_document

GOOD = """\
openapi: 3.1.0
info: {title: Toys, version: '1'}
paths:
  /toys:
    get:
      responses:
        '200': {description: All toys.}
"""
SEEDED = Path(__file__).resolve().parents[3] / ".." / "shared" / "seeded"
EXPECTED = SEEDED / "EXPECTED.tsv"


@pytest.fixture
def check(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def checked(text, name="toys.yaml"):
        content = text if isinstance(text, bytes) else text.encode()
        Path(name).write_bytes(content)
        return check_document(name)

    return checked


def places(checked):
    return [(finding.rule, str(finding.origin)) for finding in checked.findings]


def test_a_document_without_fault_is_read(check):
    checked = check(GOOD)
    assert checked.findings == ()
    assert checked.spec.title == "Toys"
    assert [operation.label for operation in checked.spec.operations] == ["GET /toys"]


@pytest.mark.parametrize(
    ("text", "rule", "place"),
    [
        ("", "file-empty", "toys.yaml:1:1"),
        (b"\x7fELF\xff\xfe\x00", "file-unreadable", "toys.yaml:1:1"),
        ("openapi: '3.1.0\ninfo: {}\n", "yaml-syntax", None),
        ("just text", "type-mismatch", "toys.yaml:1:1"),
        ("[1, 2]", "type-mismatch", "toys.yaml:1:1"),
        ("info: {}\n", "version-unknown", "toys.yaml:1:1"),
        ("openapi: 4.0.0\ninfo: {}\n", "version-unknown", "toys.yaml:1:10"),
    ],
)
def test_what_is_no_document_is_one_finding(check, text, rule, place):
    checked = check(text)
    assert checked.spec is None
    assert [finding.rule for finding in checked.findings] == [rule]
    assert place in (None, str(checked.findings[0].origin))
    assert checked.findings[0].severity is Severity.ERROR


def test_a_file_that_is_not_there_is_one_finding(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    checked = check_document("toys.yaml")
    assert checked.spec is None
    assert [finding.message for finding in checked.findings] == ["there is no such file"]


def test_findings_of_all_kinds_come_in_the_order_of_the_text(check):
    text = """\
openapi: 3.1.0
info: {title: Toys, version: '1', titel: Toys}
paths:
  /toys:
    get:
      sumary: List
      responses:
        '200':
          description: One.
          description: All.
          content:
            application/json:
              schema: {type: strin}
"""
    assert places(check(text)) == [
        ("field-unknown", "toys.yaml:2:35"),
        ("field-unknown", "toys.yaml:6:7"),
        ("yaml-duplicate-key", "toys.yaml:10:11"),
        ("enum-mismatch", "toys.yaml:13:30"),
    ]


def test_examples_are_judged_though_a_reference_does_not_hold(check):
    text = GOOD.replace(
        "{description: All toys.}",
        "{description: All., content: {application/json: {schema: {type: string}, example: 7}}}",
    )
    assert [rule for rule, _ in places(check(text))] == ["example-invalid"]
    broken = text + "components: {schemas: {Toy: {$ref: '#/nowhere'}}}\n"
    assert [rule for rule, _ in places(check(broken))] == [
        "example-invalid",
        "reference-unresolved",
    ]


def test_a_schema_with_a_fault_is_not_told_again_to_be_unusable(check):
    text = GOOD.replace(
        "{description: All toys.}",
        "{description: All., content: {application/json: {schema: {type: strin}, example: 7}}}",
    )
    assert [rule for rule, _ in places(check(text))] == ["enum-mismatch"]


def test_no_finding_is_told_twice(check):
    text = """\
openapi: 3.1.0
info: {title: Toys, version: '1'}
paths:
  /toys:
    post: &post
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Toy'}}}}
      responses: {default: {$ref: '#/components/responses/Toy'}}
    put: *post
components:
  responses:
    Toy:
      description: A toy.
      content: {application/json: {schema: {$ref: '#/components/schemas/Toy'}}}
  schemas:
    Toy: {properties: {price: {type: number, default: free}}}
"""
    assert places(check(text)) == [("default-invalid", "toys.yaml:15:55")]


def _seeded():
    if not EXPECTED.is_file():
        return []
    rows = (line.split("\t") for line in EXPECTED.read_text("utf-8").splitlines()[1:])
    return [pytest.param(row, id=row[0]) for row in rows if row[1] in ("X", "T")]


@pytest.mark.skipif(
    not EXPECTED.is_file(), reason="the seeded documents are not beside this checkout"
)
@pytest.mark.parametrize("row", _seeded())
def test_a_seeded_defect_of_an_example_is_found_where_it_is_and_a_valid_document_is_left_alone(row):
    file, kind, _, line, column, others, *_ = row
    found = check_document(str(SEEDED / file)).findings
    errors = [finding for finding in found if finding.severity is Severity.ERROR]
    if kind == "T":
        assert errors == []
        return
    expected = {f"{line}:{column}", *others.split(",")}
    assert {f"{each.origin.line}:{each.origin.column}" for each in errors} & expected
    assert {each.rule for each in errors} == {"example-invalid"}
