"""What other people's documents do, and what it may cost."""

import pytest
from builder import node, operation, spec

from mockserver.errors import DocumentError


def test_a_broken_security_scheme_costs_the_operations_that_ask_for_it():
    document = spec("""
        openapi: 3.1.0
        paths:
          /a: {get: {security: [{lost: []}]}}
          /b: {get: {security: [{key: []}]}}
          /c: {get: {}}
        components:
          securitySchemes:
            lost: {$ref: '#/components/securitySchemes/nowhere'}
            key: {type: apiKey, in: header, name: X-Key}
    """)
    assert list(document.security_schemes) == ["key"]
    assert operation(document, "GET /b").security == ({"key": ()},)
    assert operation(document, "GET /c").security == ()
    with pytest.raises(DocumentError, match="there is no 'nowhere'"):
        _ = operation(document, "GET /a").security


def test_a_reference_to_the_slash_means_the_whole_file(tmp_path):
    """RFC 6901 §5 has it mean the member of the empty name; where there is none, it is a slip."""
    (tmp_path / "b.yaml").write_text("type: string\n")
    text = "openapi: 3.1.0\npaths: {}\na: {$ref: 'b.yaml#/'}\nb: {'': {c: 1}}\nd: {$ref: '#/b/'}\n"
    document = spec(text, str(tmp_path / "a.yaml"))
    assert node(document, "/a").followed().value == {"type": "string"}
    assert node(document, "/d").followed().value == {"c": 1}


@pytest.mark.parametrize("target", ["http://[broken", "#/list/" + "9" * 5000, "[::1]:x"])
def test_a_reference_that_is_no_reference_is_told_and_raises_nothing_else(target):
    document = spec(f"openapi: 3.1.0\npaths: {{}}\nlist: []\na: {{$ref: '{target}'}}\n")
    with pytest.raises(DocumentError) as caught:
        node(document, "/a").followed()
    assert caught.value.findings[0].rule == "reference-unresolved"


NAMED = """
    openapi: 3.2.0
    $self: https://api.example.com/v1/openapi.yaml
    paths: {}
    components:
      schemas:
        A:
          $id: https://schemas.example.com/a
          $defs: {b: {type: integer}}
          items: {$ref: '#/$defs/b'}
        C: {$id: 'nested/c', items: {$ref: 'd'}, not: {$ref: '#/components/schemas/A'}}
        D: {$id: 'nested/d', $anchor: here, type: string}
    at:
      absolute: {$ref: 'https://schemas.example.com/a#/$defs/b'}
      self: {$ref: 'https://api.example.com/v1/openapi.yaml#/components/schemas/D'}
      relative: {$ref: 'nested/d#here'}
"""


@pytest.mark.parametrize(
    ("place", "target"),
    [
        ("/at/absolute", "/components/schemas/A/$defs/b"),
        ("/at/self", "/components/schemas/D"),
        ("/at/relative", "/components/schemas/D"),
        ("/components/schemas/A/items", "/components/schemas/A/$defs/b"),
        ("/components/schemas/C/items", "/components/schemas/D"),
        ("/components/schemas/C/not", "/components/schemas/A"),
    ],
)
def test_a_reference_by_name_finds_what_is_called_so_and_no_file(place, target):
    """JSON Schema 2020-12 Core §8.2.1, OAS 3.2 §4.1.1."""
    document = spec(NAMED)
    followed = node(document, place).followed()
    assert followed.pointer == node(document, target).pointer
    assert len(document.library.documents()) == 1
