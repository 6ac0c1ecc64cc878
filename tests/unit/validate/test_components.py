import pytest
from checking import at, findings

TEXT = """\
openapi: 3.1.0
info: {{title: T, version: '1'}}
tags: [{{name: pets}}, {{name: {tag}}}]
paths:
  /a:
    get:
      tags: [pets]
      responses:
        default:
          description: Any.
          content: {{application/json: {{schema: {{$ref: '#/components/schemas/Pet'}}}}}}
components:
  schemas:
    Pet: {{type: object, properties: {{kind: {{}}}}, required: [kind], {more}}}
    {other}
"""


def document(other="Pet2: {$ref: '#/components/schemas/Pet'}", more="title: Pet", tag="pets2"):
    return TEXT.format(other=other, more=more, tag=tag)


@pytest.mark.parametrize(
    "other",
    ["Lost: {type: string}", "Lost: {properties: {a: {$ref: '#/components/schemas/Lost'}}}"],
)
def test_a_component_that_nothing_else_refers_to_is_unused(other):
    text = document(other)
    sentence = "nothing uses 'Lost'; remove it, or refer to it"
    assert findings(text, "component-unused") == [("component-unused", at(text, "Lost"), sentence)]


def test_a_variant_by_its_name_is_used():
    variant = "Dog: {allOf: [{$ref: '#/components/schemas/Pet'}]}"
    text = document(variant, "discriminator: {propertyName: kind}")
    assert findings(text, "component-unused") == []
    assert len(findings(document(variant), "component-unused")) == 1


def test_a_tag_that_no_operation_has_is_unused():
    text = document(tag="toys")
    sentence = "no operation has the tag 'toys'; give it to one, or remove it"
    assert findings(text, "tag-unused") == [("tag-unused", at(text, "toys"), sentence)]


def test_a_document_of_components_alone_is_used_by_others():
    text = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\ncomponents: {schemas: {A: {}}}\n"
    assert findings(text) == []
