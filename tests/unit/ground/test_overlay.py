import pytest
from builder import where

from mockserver.errors import DocumentError
from mockserver.source import parse
from mockserver.source.overlay import overlaid, overlaying, read_overlay

pytest.importorskip("jsonpath")

HEAD = "overlay: 1.0.0\ninfo: {title: O, version: '1'}\nactions:\n"
DOCUMENT = """\
openapi: 3.1.0
info: {title: Pets, version: '1'}
tags:
- name: a
- name: b
- name: c
paths:
  /pets: {get: {deprecated: true}}
  /cats: {get: {}}
"""


def changed(actions, document=DOCUMENT):
    overlay = read_overlay(parse(HEAD + actions, "overlay.yaml"))
    return overlaid(parse(document, "openapi.yaml"), [overlay])


def test_an_update_is_merged_into_what_it_selects():
    found = changed("- target: $\n  update: {info: {title: Cats, summary: S}}\n")
    assert found.root["info"] == {"title": "Cats", "version": "1", "summary": "S"}


def test_an_update_of_a_list_is_added_to_its_end():
    for update in ("{name: d}", "[{name: d}]"):
        found = changed(f"- target: $.tags\n  update: {update}\n")
        assert [each["name"] for each in found.root["tags"]] == ["a", "b", "c", "d"]


def test_all_that_a_query_selects_is_removed():
    found = changed(
        "- target: $.tags[?@.name != 'b']\n  remove: true\n"
        "- target: $.paths[?@.get.deprecated == true]\n  remove: true\n"
    )
    assert (found.root["tags"], [*found.root["paths"]]) == ([{"name": "b"}], ["/cats"])


def test_what_an_overlay_brought_points_to_it_and_the_rest_to_the_document():
    actions = "- target: $.info\n  update: {summary: S}\n- target: $.tags[0]\n  remove: true\n"
    found = changed(actions)
    assert str(found.origin(("info", "summary"))) == where(HEAD + actions, "S}", "overlay.yaml")
    assert str(found.origin(("tags", 0, "name"))) == where(DOCUMENT, "b\n")
    assert str(found.key_origin(("info", "title"))) == where(DOCUMENT, "title")
    assert str(found.origin(("info", "nothing"))) == where(DOCUMENT, "info")


def test_the_document_itself_stays_as_it_was():
    document = parse(DOCUMENT, "openapi.yaml")
    before = parse(DOCUMENT, "openapi.yaml").root
    actions = "- target: $..get\n  update: {x: [1]}\n- target: $..get.x\n  update: 2\n"
    overlay = read_overlay(parse(HEAD + actions, "overlay.yaml"))
    found = overlaid(document, [overlay, overlay])
    assert document.root == before
    assert found.root["paths"]["/cats"]["get"] == {"x": [1, 2, 1, 2]}


def test_a_target_that_selects_nothing_is_a_warning_at_its_line():
    (finding,) = changed("- target: $.gone\n  remove: true\n").faults
    assert (finding.severity, str(finding.origin)) == ("warning", "overlay.yaml:4:11")
    assert finding.message == "'$.gone' selects nothing, so this action changes nothing"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("openapi: 3.1.0\n", "overlay.yaml:1:1: this is no overlay; it begins with"),
        (HEAD + "- target: $[\n  remove: true\n", "overlay.yaml:4:11: '$[' cannot be read as JSON"),
        (HEAD + "- traget: $\n  remove: true\n", "overlay.yaml:4:3: an action has a `target`"),
        (HEAD + "- target: $\n  updaet: {}\n  update: {}\n", "did you mean 'update'?"),
        (HEAD + "- target: $\n", "an action has an `update`, or `remove: true`"),
    ],
)
def test_a_broken_overlay_is_told_in_a_sentence(text, told):
    with pytest.raises(DocumentError) as error:
        read_overlay(parse(text, "overlay.yaml"))
    assert told in str(error.value)


def test_an_overlay_that_extends_another_document_changes_nothing():
    overlay = read_overlay(
        parse(
            HEAD.replace("info:", "extends: other.yaml\ninfo:") + "- target: $\n  update: {a: 1}\n",
            "o.yaml",
        )
    )
    assert "a" not in overlaid(parse(DOCUMENT, "openapi.yaml"), [overlay]).root


def test_overlays_change_only_the_document_they_are_given_for(tmp_path):
    path = tmp_path / "o.yaml"
    path.write_text(HEAD + "- target: $\n  update: {x-a: 1}\n")
    read = overlaying(lambda uri: parse(DOCUMENT, uri), "api.yaml", [str(path)])
    assert ("x-a" in read("./api.yaml").root, "x-a" in read("other.yaml").root) == (True, False)


HEAD_1_1 = HEAD.replace("1.0.0", "1.1.0")


def changed_by_1_1(actions, document=DOCUMENT):
    overlay = read_overlay(parse(HEAD_1_1 + actions, "overlay.yaml"))
    return overlaid(parse(document, "openapi.yaml"), [overlay])


def messages(document):
    return [each.message for each in document.faults]


def test_from_1_1_on_values_are_replaced_and_removed():
    found = changed_by_1_1(
        "- target: $.info.title\n  update: Cats\n"
        "- target: $.tags[?@.name == 'b'].name\n  update: d\n"
        "- target: $.paths['/pets'].get.deprecated\n  remove: true\n"
    )
    assert found.root["info"]["title"] == "Cats"
    assert [each["name"] for each in found.root["tags"]] == ["a", "d", "c"]
    assert found.root["paths"]["/pets"] == {"get": {}}
    assert found.faults == ()


def test_what_is_copied_is_one_value_that_changes_on_its_own():
    actions = (
        "- target: $.paths\n  update: {/dogs: {}}\n"
        "- target: $.paths['/dogs']\n  copy: $.paths['/pets']\n"
        "- target: $.paths['/dogs'].get\n  update: {operationId: dogs}\n"
        "- target: $.tags\n  copy: $.tags[0]\n"
    )
    found = changed_by_1_1(actions)
    assert found.root["paths"]["/dogs"] == {"get": {"deprecated": True, "operationId": "dogs"}}
    assert found.root["paths"]["/pets"] == {"get": {"deprecated": True}}
    assert [each["name"] for each in found.root["tags"]] == ["a", "b", "c", "a"]
    copied = found.origin(("paths", "/dogs", "get", "deprecated"))
    assert str(copied) == where(DOCUMENT, "true}}\n  /cats")


def test_what_selects_no_single_value_is_not_copied():
    for source in ("$.tags[*]", "$.none"):
        found = changed_by_1_1(f"- target: $.info\n  copy: {source}\n")
        assert messages(found) == ["`copy` selects exactly one value, and this does not"]


def test_from_1_1_on_an_update_is_of_the_kind_that_it_meets():
    found = changed_by_1_1("- target: $\n  update: {paths: {/pets: {get: [1]}}}\n")
    assert messages(found) == ["/paths/~1pets/get is an object, the `update` a list"]
    assert found.root["paths"]["/pets"] == {"get": {"deprecated": True}}
    found = changed_by_1_1("- target: $.info.title\n  update: {a: b}\n")
    assert messages(found) == ["/info/title is neither object nor list, the `update` an object"]


def test_1_0_names_the_version_that_can_do_what_it_cannot():
    (message,) = messages(changed("- target: $.info.title\n  update: Cats\n"))
    assert message.endswith("update what holds it, or write \"overlay: '1.1.0'\"")


def test_copy_is_no_word_of_1_0():
    with pytest.raises(DocumentError) as caught:
        changed("- target: $.info\n  copy: $.tags\n")
    told = [each.message for each in caught.value.findings]
    assert told[0].startswith("an overlay has no `copy` here")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("paths.pets", "it begins with '$', such as $.info"),
        ("", "it begins with '$', such as $.info"),
        ("$.paths[", "unexpected end of query"),
        ("$.paths./pets", "unexpected token '/' at character 9"),
        ("$.paths[?@.a = 1]", "unexpected token '=' at character 14"),
        ("$.paths[?nothing(@)]", "function 'nothing' is not defined at character 10"),
    ],
)
def test_a_query_that_is_none_is_told_with_the_character(query, said):
    with pytest.raises(DocumentError) as caught:
        changed(f"- target: '{query}'\n  remove: true\n")
    (message,) = [each.message for each in caught.value.findings]
    assert message.endswith(said)


def test_a_filter_that_is_one_step_too_deep_is_told():
    (message,) = messages(changed("- target: $.paths.*.*[?@.deprecated]\n  update: {x-a: 1}\n"))
    assert "'$.paths.*[?@.deprecated]' selects 1: a filter tests the members" in message


@pytest.mark.parametrize(
    ("extends", "is_for"),
    [
        ("openapi.yaml", True),
        ("./openapi.yaml", True),
        ("file://openapi.yaml", True),
        ("https://example.com/docs/openapi.yaml", True),
        ("https://example.com/docs/other.yaml", False),
        ("other.yaml", False),
    ],
)
def test_which_document_an_overlay_is_for(extends, is_for):
    text = f"{HEAD}- target: $.info\n  update: {{a: b}}\nextends: '{extends}'\n"
    overlay = read_overlay(parse(text, "overlay.yaml"))
    assert overlay.is_for("openapi.yaml") == is_for
    assert overlay.unused.message.startswith(f"this overlay is for '{extends}' alone")
