from mockserver.cli.examination import lines
from mockserver.validate import check_document

BROKEN = """\
openapi: 3.1.0
info: {title: Jars, version: '1'}
paths:
  /jars:
    get:
      responses:
        '200':
          description: All
          content:
            application/json:
              schema: {type: integer, minimum: 3, maximum: 2}
"""


def told(tmp_path, text):
    path = tmp_path / "api.yaml"
    path.write_text(text)
    return list(lines("api.yaml", check_document(str(path)).findings))


def test_an_answer_that_no_value_fits_is_told_with_its_line(tmp_path):
    first, *rest = told(tmp_path, BROKEN)
    assert "api.yaml:11:" in first
    assert rest == [
        "api.yaml has 1 error: what depends on them may be answered oddly, or with 500 or 501.",
        "All of them: mockserver validate api.yaml",
    ]


def test_of_many_errors_the_first_are_told_and_all_are_counted(tmp_path):
    more = "".join(
        f"  /jars{number}:\n    get: {{responses: {{'200': {{}}}}}}\n" for number in range(9)
    )
    found = told(tmp_path, BROKEN + more)
    assert len(found) == 7
    assert found[-2].startswith("api.yaml has 10 errors")


def test_a_document_without_errors_is_not_spoken_of(tmp_path):
    assert told(tmp_path, BROKEN.replace("maximum: 2", "maximum: 4")) == []
