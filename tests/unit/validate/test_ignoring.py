from checking import at, findings

TEXT = """\
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /a/{id}:
    get:
      responses: {default: {description: Any.}}
components:
  schemas:
    One: {type: integer, default: one}
    Two: {type: integer, default: two}
"""


def test_an_object_silences_a_rule_beneath_it_and_nowhere_else():
    text = TEXT.replace("One: {", "One: {x-mockserver-ignore: [default-invalid], ")
    found = findings(text, "default-invalid")
    assert [place for _, place, _ in found] == [at(text, "two")]


def test_the_document_as_a_whole_silences_a_rule_everywhere():
    text = "x-mockserver-ignore: [default-invalid, path-parameter-undeclared]\n" + TEXT
    assert {rule for rule, _, _ in findings(text)} == {"component-unused"}


def test_a_single_rule_needs_no_list():
    text = TEXT.replace(
        "  /a/{id}:\n", "  /a/{id}:\n    x-mockserver-ignore: path-parameter-undeclared\n"
    )
    assert findings(text, "path-parameter-undeclared") == []


def test_a_rule_that_is_not_there_is_told_with_the_one_that_was_meant():
    text = TEXT.replace("One: {", "One: {x-mockserver-ignore: [default-invalld], ")
    sentence = "there is no rule 'default-invalld'; did you mean 'default-invalid'?"
    assert findings(text, "rule-unknown") == [
        ("rule-unknown", at(text, "default-invalld"), sentence)
    ]


def test_data_that_looks_like_it_is_data():
    text = TEXT.replace("default: one", "example: {x-mockserver-ignore: [nothing]}")
    assert findings(text, "rule-unknown") == []
