import pytest
from checking import at, findings

TEXT = """\
openapi: 3.1.0
info: {{title: T, version: '1'}}
security: [{security}]
paths:
  /a:
    get: {{responses: {{default: {{description: Any.}}}}}}
components:
  securitySchemes:
    key: {{type: apiKey, name: k, in: header}}
    login:
      type: oauth2
      flows: {{clientCredentials: {{tokenUrl: https://x.test/t, scopes: {{read: Read}}}}}}
    open: {{type: openIdConnect, openIdConnectUrl: https://x.test/o}}
"""


@pytest.mark.parametrize(
    ("security", "rule", "words", "sentence"),
    [
        (
            "keys: []",
            "security-scheme-undefined",
            "keys",
            "there is no security scheme 'keys'; did you mean 'key'?",
        ),
        (
            "basic: []",
            "security-scheme-undefined",
            "basic",
            "there is no security scheme 'basic'; there are key, login, open",
        ),
        (
            "login: [raed]",
            "scope-undefined",
            "raed",
            "no flow of 'login' has the scope 'raed'; did you mean 'read'?",
        ),
        (
            "key: [admin]",
            "scope-without-meaning",
            "[admin]",
            "'key' has no scopes: these are for readers only, and no part of a request",
        ),
    ],
)
def test_a_requirement_names_what_is_declared(security, rule, words, sentence):
    text = TEXT.format(security="{" + security + "}")
    found = [each for each in findings(text) if each[0] != "component-unused"]
    assert found == [(rule, at(text, words), sentence)]


@pytest.mark.parametrize("security", ["", "{}", "{key: []}, {login: [read]}, {open: [anything]}"])
def test_what_is_declared_may_be_required(security):
    found = findings(TEXT.format(security=security))
    assert [each for each in found if each[0] != "component-unused"] == []
