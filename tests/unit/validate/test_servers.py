import pytest
from checking import at, findings

TEXT = """\
openapi: 3.1.0
info: {{title: T, version: '1'}}
servers:
  - url: {url}
    variables: {variables}
paths: {{}}
"""


@pytest.mark.parametrize(
    ("url", "variables", "rule", "words", "sentence"),
    [
        (
            "https://{regoin}.x.test",
            "{region: {default: eu}}",
            "server-variable-undefined",
            "https",
            "{regoin} is no variable of this server; did you mean {region}?",
        ),
        (
            "https://x.test",
            "{region: {default: eu}}",
            "server-variable-unused",
            "region",
            "the URL of this server has no {region}; remove it, or use it there",
        ),
        (
            "https://{region}.x.test",
            "{region: {default: eu, enum: [us, af]}}",
            "server-default-invalid",
            "eu,",
            (
                "'eu' is no value of {region}, which has us, af; "
                "write one of them, or add it to the enum"
            ),
        ),
        (
            "https://x.test/{region",
            "{}",
            "server-url-malformed",
            "https",
            "the braces of this URL do not match; write {name}",
        ),
    ],
)
def test_a_url_and_its_variables_belong_together(url, variables, rule, words, sentence):
    text = TEXT.format(url=f"'{url}'", variables=variables)
    place = at(text, words if words != "https" else "'https")
    assert (rule, place, sentence) in findings(text)


def test_a_variable_with_a_default_that_it_lists_is_right():
    variables = "{region: {default: eu, enum: [us, eu]}}"
    assert findings(TEXT.format(url="'https://{region}.x.test'", variables=variables)) == []
