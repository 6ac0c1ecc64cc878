from pathlib import Path

import pytest

from mockserver.source import load, parse
from mockserver.spec.load import read_spec
from mockserver.spec.node import Library
from mockserver.spec.structure import check_structure
from mockserver.validate.references import check_references

HEAD = "openapi: 3.1.0\ninfo: {title: Toys, version: '1'}\n"


@pytest.fixture
def check(tmp_path, monkeypatch):
    """Findings of a set of files of which openapi.yaml is the first: place and sentence."""
    monkeypatch.chdir(tmp_path)

    def checked(text, **files):
        for name, content in files.items():
            Path(f"{name}.yaml").write_text(content, encoding="utf-8")
        document = parse(HEAD + text, "openapi.yaml")
        found = check_references(read_spec(document, Library(load)), check_structure(document))
        return [(finding.rule, str(finding.origin), finding.message) for finding in found]

    return checked


def test_references_that_lead_somewhere_leave_nothing_to_say(check):
    text = """\
paths:
  /toys:
    $ref: toys.yaml#/paths/~1toys
components:
  schemas:
    Toy: {$ref: '#/components/schemas/Thing'}
    Thing: {properties: {parts: {items: {$ref: '#/components/schemas/Toy'}}}}
"""
    toys = "paths: {/toys: {get: {responses: {'200': {description: All.}}}}}"
    assert check(text, toys=toys) == []


def test_a_reference_to_nothing_is_found_where_it_stands(check):
    text = "components:\n  schemas:\n    Toy: {}\n    Box: {$ref: '#/components/schemas/Toi'}\n"
    assert check(text) == [
        (
            "reference-unresolved",
            "openapi.yaml:6:17",
            "'#/components/schemas/Toi' leads nowhere: there is no 'Toi'; did you mean 'Toy'?",
        )
    ]


def test_every_broken_reference_is_found(check):
    text = "components:\n  schemas:\n" + "".join(
        f"    S{number}: {{$ref: '#/components/schemas/T{number}'}}\n" for number in range(5)
    )
    assert [place for _, place, _ in check(text)] == [f"openapi.yaml:{n}:16" for n in range(5, 10)]


def test_a_file_that_is_not_there_is_found_at_the_reference(check):
    ((rule, place, message),) = check("components: {schemas: {Toy: {$ref: 'toys.yaml#/Toy'}}}\n")
    assert (rule, place) == ("reference-unresolved", "openapi.yaml:3:36")
    assert message.startswith("'toys.yaml#/Toy' cannot be read: toys.yaml:1:1: ")


def test_what_is_reached_in_another_file_is_checked_as_what_it_is_used_for(check):
    text = "components: {schemas: {Toy: {$ref: 'toys.yaml#/Toy'}}}\n"
    toys = "Toy: {type: objekt}\nOther: {type: objekt}\n"
    ((rule, place, _),) = check(text, toys=toys)
    assert (rule, place) == ("enum-mismatch", "toys.yaml:1:13")


def test_references_of_another_file_are_followed_in_turn_and_seen_from_there(check):
    text = "components: {schemas: {Toy: {$ref: 'one.yaml#/Toy'}}}\n"
    one = "Toy: {items: {$ref: 'two.yaml#/Part'}}\n"
    two = "Part: {items: {$ref: '#/Nothing'}, not: {$ref: 'one.yaml#/Toy'}}\n"
    assert [place for _, place, _ in check(text, one=one, two=two)] == ["two.yaml:1:22"]


def test_one_place_is_checked_for_each_kind_it_is_used_as(check):
    text = """\
components:
  schemas: {Toy: {$ref: 'toys.yaml#/Toy'}, Box: {$ref: 'toys.yaml#/Toy'}}
  parameters: {Toy: {$ref: 'toys.yaml#/Toy'}}
"""
    found = check(text, toys="Toy: {type: string}\n")
    assert {(rule, place) for rule, place, _ in found} == {
        ("field-of-other-version", "toys.yaml:1:7"),  # a schema may have it, a parameter not
    }


def test_a_reference_to_another_host_is_not_followed(check):
    text = "components: {schemas: {Toy: {$ref: 'https://example.com/toys.yaml'}}}\n"
    ((rule, place, _),) = check(text)
    assert (rule, place) == ("reference-remote", "openapi.yaml:3:36")
