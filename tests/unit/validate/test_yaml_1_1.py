import pytest
from checking import at, findings

TEXT = """\
openapi: 3.1.0
info: {{title: T, version: '1'}}
components:
  schemas:
    One: {{type: string, {shown}}}
"""


@pytest.mark.parametrize(
    ("shown", "words", "sentence"),
    [
        ("enum: [TZ, NO]", "NO", "NO is false in YAML 1.1: quote it"),
        ("default: yes", "yes", "yes is true in YAML 1.1: quote it"),
        ("const: 2024-01-15", "2024", "2024-01-15 is a date in YAML 1.1: quote it"),
        ("example: '1', examples: [12:30]", "12:30", "12:30 is a number in YAML 1.1: quote it"),
    ],
)
def test_text_that_yaml_1_1_reads_otherwise_is_to_be_quoted(shown, words, sentence):
    text = TEXT.format(shown=shown)
    assert findings(text) == [("yaml-ambiguous", at(text, words), sentence)]


@pytest.mark.parametrize("shown", ["enum: [TZ, 'NO']", "default: north", 'const: "2024-01-15"'])
def test_quoted_text_is_text(shown):
    assert findings(TEXT.format(shown=shown)) == []


def test_a_number_that_was_meant_as_text_is_told_as_it_is_written():
    text = TEXT.format(shown="example: 0123")
    ((rule, place, sentence),) = findings(text)
    assert (rule, place) == ("example-invalid", at(text, "0123"))
    assert sentence.endswith("; 0123 is read as 123: quote it if it is text")
