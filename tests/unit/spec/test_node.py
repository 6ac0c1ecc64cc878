import pytest
from builder import node, spec, where

from mockserver.errors import DocumentError
from mockserver.source import parse
from mockserver.spec.load import load_spec, read_spec
from mockserver.spec.node import Library

HEAD = "openapi: 3.1.0\n"
TOY = """
    openapi: 3.1.0
    components:
      schemas:
        Pet:
          type: object
          properties: {name: {type: string}}
        a/b~c d: {title: escaped}
        Alias: {$ref: '#/components/schemas/Pet'}
        Chain: {$ref: '#/components/schemas/Alias'}
        Typo: {$ref: '#/components/schemas/Pett'}
        Relay: {$ref: '#/components/schemas/Typo'}
        Self: {$ref: '#/components/schemas/Self'}
        Ping: {$ref: '#/components/schemas/Pong'}
        Pong: {$ref: '#/components/schemas/Ping'}
      parameters:
        List:
          - {name: first}
          - {name: second}
"""


def refused(reach):
    """The one finding of the DocumentError that something raises."""
    with pytest.raises(DocumentError) as caught:
        reach()
    assert len(caught.value.findings) == 1
    return caught.value.findings[0]


class TestReading:
    def test_a_step_leads_to_the_value_and_its_place(self):
        name = node(spec(TOY), "/components/schemas/Pet/properties/name")
        assert name.value == {"type": "string"}
        assert str(name.origin) == where(TOY, "{type: string}")
        assert str(name.key_origin) == where(TOY, "name: {type")
        assert name.address == "openapi.yaml#/components/schemas/Pet/properties/name"

    def test_a_step_that_leads_nowhere_is_none(self):
        root = spec(TOY).root
        assert root.get("paths") is None
        assert node(spec(TOY), "/components/parameters/List").get(2) is None
        assert node(spec(TOY), "/components/parameters/List").get("01") is None
        assert node(spec(TOY), "/openapi").get(0) is None

    def test_members_and_elements_are_those_of_objects_and_arrays_only(self):
        listed = node(spec(TOY), "/components/parameters/List")
        assert [each.text("name") for each in listed.elements()] == ["first", "second"]
        assert list(listed.members()) == []
        assert [key for key, _ in node(spec(TOY), "/components").members()] == [
            "schemas",
            "parameters",
        ]
        assert list(node(spec(TOY), "/components").elements()) == []

    def test_children_of_what_is_not_there_are_none(self):
        root = spec(TOY).root
        assert list(root.child_members("paths")) == []
        assert list(root.child_elements("servers")) == []
        assert list(root.child_members("openapi")) == []

    def test_text_and_flag_are_the_default_for_a_value_of_another_type(self):
        root = spec("openapi: 3.1.0\ninfo: {title: 7, x: 'true', y: true, z: words}\n").root
        info = root.get("info")
        assert info.text("title", "none") == "none"
        assert info.text("z") == "words"
        assert info.flag("x") is False
        assert info.flag("y") is True
        assert info.flag("absent", default=True) is True

    def test_strings_are_those_among_the_elements(self):
        assert spec("openapi: 3.1.0\nx: [a, 1, b, null]\n").root.strings("x") == ("a", "b")

    def test_a_reference_that_is_no_text_is_none(self):
        root = spec("openapi: 3.1.0\na: {$ref: 5}\nb: [$ref]\n").root
        assert root.get("a").reference is None
        assert root.get("b").reference is None


class TestFollowing:
    def test_a_node_without_reference_is_where_it_leads(self):
        pet = node(spec(TOY), "/components/schemas/Pet")
        assert pet.followed() is pet

    def test_a_chain_is_followed_to_its_end(self):
        end = node(spec(TOY), "/components/schemas/Chain").followed()
        assert end.address == "openapi.yaml#/components/schemas/Pet"

    @pytest.mark.parametrize(
        ("reference", "address"),
        [
            ("#", "openapi.yaml#"),
            ("#/components/schemas/a~1b~0c%20d", "openapi.yaml#/components/schemas/a~1b~0c%20d"),
            ("#/components/schemas/a%7E1b~0c d", "openapi.yaml#/components/schemas/a~1b~0c%20d"),
            ("#/components/parameters/List/1", "openapi.yaml#/components/parameters/List/1"),
        ],
    )
    def test_a_pointer_is_unescaped_as_rfc_6901_says(self, reference, address):
        assert spec(TOY).root.target(reference).address == address

    def test_a_reference_that_leads_nowhere_names_its_line_and_the_closest_name(self):
        finding = refused(node(spec(TOY), "/components/schemas/Typo").followed)
        assert finding.rule == "reference-unresolved"
        assert finding.message == (
            "'#/components/schemas/Pett' leads nowhere: there is no 'Pett'; did you mean 'Pet'?"
        )
        assert str(finding.origin) == where(TOY, "'#/components/schemas/Pett'")
        assert finding.pointer == "/components/schemas/Typo/$ref"

    def test_a_chain_that_breaks_names_the_link_that_breaks(self):
        finding = refused(node(spec(TOY), "/components/schemas/Relay").followed)
        assert str(finding.origin) == where(TOY, "'#/components/schemas/Pett'")

    def test_a_name_like_no_other_gets_no_hint(self):
        finding = refused(lambda: spec(TOY).root.target("#/nothing/here"))
        assert finding.message == "'#/nothing/here' leads nowhere: there is no 'nothing'"

    @pytest.mark.parametrize("name", ["Self", "Ping"])
    def test_a_chain_that_turns_in_a_circle_ends(self, name):
        finding = refused(node(spec(TOY), f"/components/schemas/{name}").followed)
        assert finding.rule == "reference-loop"
        assert finding.message == (
            f"the reference '#/components/schemas/{name}' leads back to itself"
        )
        assert str(finding.origin) == where(TOY, f"'#/components/schemas/{name}'")
        assert finding.pointer.endswith("/$ref")


class TestAnchors:
    ANCHORED = """
        openapi: 3.1.0
        components:
          schemas:
            Left:
              $ref: '#item'
              $defs: {here: {$anchor: item, title: left}}
            Right:
              $ref: '#item'
              $defs: {here: {$dynamicAnchor: item, title: right}}
            Far: {$ref: '#tail'}
            Tail: {$anchor: tail, title: tail}
            Lost: {$ref: '#head'}
    """

    @pytest.mark.parametrize(("name", "title"), [("Left", "left"), ("Right", "right")])
    def test_of_anchors_of_one_name_the_nearest_counts(self, name, title):
        found = node(spec(self.ANCHORED), f"/components/schemas/{name}").followed()
        assert found.text("title") == title

    def test_an_anchor_is_found_anywhere_in_the_document(self):
        found = node(spec(self.ANCHORED), "/components/schemas/Far").followed()
        assert found.text("title") == "tail"

    def test_of_anchors_as_near_as_one_another_the_first_counts(self):
        document = spec("""
            openapi: 3.1.0
            x: {$ref: '#twin'}
            y: {one: {$anchor: twin, title: first}, two: {$anchor: twin, title: second}}
        """)
        assert document.root.get("x").followed().text("title") == "first"

    def test_an_anchor_that_nobody_carries_is_told(self):
        finding = refused(node(spec(self.ANCHORED), "/components/schemas/Lost").followed)
        assert finding.message == "no schema carries the anchor of '#head'"
        assert str(finding.origin) == where(self.ANCHORED, "'#head'")


class TestFiles:
    @pytest.fixture
    def files(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)

        def write(**named):
            for name, text in named.items():
                path = tmp_path / name.replace("__", "/")
                path.parent.mkdir(exist_ok=True)
                path.with_suffix(".yaml").write_text(text, "utf-8")

        return write

    def test_a_path_is_read_against_the_file_that_holds_the_reference(self, files):
        files(
            api__openapi=HEAD + "x: {$ref: '../parts/pet.yaml#/Pet'}\n",
            parts__pet="Pet: {$ref: 'name.yaml'}\n",
            parts__name="title: name\n",
        )
        end = load_spec("api/openapi.yaml").root.get("x").followed()
        assert end.value == {"title": "name"}
        assert str(end.origin) == "parts/name.yaml:1:1"

    def test_a_reference_inside_another_file_is_read_against_that_file(self, files):
        files(
            openapi=HEAD + "x: {$ref: 'part.yaml#/here'}\nthere: wrong\n",
            part="here: {$ref: '#/there'}\nthere: {title: right}\n",
        )
        assert load_spec("openapi.yaml").root.get("x").followed().text("title") == "right"

    def test_an_anchor_of_another_file_is_found_there(self, files):
        files(
            openapi=HEAD + "x: {$ref: 'part.yaml#pet'}\n",
            part="defs: {Pet: {$anchor: pet, title: found}}\n",
        )
        assert load_spec("openapi.yaml").root.get("x").followed().text("title") == "found"

    def test_a_path_may_be_percent_encoded(self, files):
        files(openapi=HEAD + "x: {$ref: 'my%20part.yaml'}\n", **{"my part": "title: found\n"})
        assert load_spec("openapi.yaml").root.get("x").followed().text("title") == "found"

    def test_a_file_is_read_once_however_it_is_spelled(self, files):
        files(
            api__openapi=HEAD + "x: {$ref: './part.yaml'}\ny: {$ref: '../api/part.yaml'}\n",
            api__part="back: {$ref: 'openapi.yaml#/openapi'}\n",
        )
        root = load_spec("./api/openapi.yaml").root
        there, again = root.get("x").followed(), root.get("y").followed()
        back = there.get("back").followed()
        assert there.document is again.document
        assert back.document is root.document
        assert len(root.library.documents()) == 2

    def test_a_loop_through_two_files_ends(self, files):
        files(
            openapi=HEAD + "x: {$ref: 'part.yaml'}\n",
            part="$ref: 'openapi.yaml#/x'\n",
        )
        finding = refused(load_spec("openapi.yaml").root.get("x").followed)
        assert finding.rule == "reference-loop"

    def test_a_file_that_is_not_there_is_told_at_the_reference(self, files):
        files(openapi=HEAD + "x: {$ref: 'lost.yaml#/a'}\n")
        finding = refused(load_spec("openapi.yaml").root.get("x").followed)
        assert finding.rule == "reference-unresolved"
        assert finding.message.startswith("'lost.yaml#/a' cannot be read: ")
        assert "lost.yaml" in finding.message
        assert str(finding.origin) == "openapi.yaml:2:11"

    def test_a_broken_pointer_into_another_file_is_told_at_the_reference(self, files):
        files(openapi=HEAD + "x: {$ref: 'part.yaml#/Pe'}\n", part="Pet: {}\n")
        finding = refused(load_spec("openapi.yaml").root.get("x").followed)
        assert finding.message == (
            "'part.yaml#/Pe' leads nowhere: there is no 'Pe'; did you mean 'Pet'?"
        )
        assert str(finding.origin) == "openapi.yaml:2:11"


class TestHosts:
    @pytest.mark.parametrize("reference", ["https://example.com/a.yaml", "http://[::1]/a.yaml#/b"])
    def test_a_reference_to_a_host_is_refused_without_asking_it(self, reference):
        document = spec(f"openapi: 3.1.0\nx: {{$ref: '{reference}'}}\n")
        finding = refused(document.root.get("x").followed)
        assert finding.rule == "reference-remote"
        assert finding.message == (
            f"'{reference}' is on another host; --allow-remote lets it be followed"
        )
        assert str(finding.origin) == "openapi.yaml:2:11"

    def test_a_document_from_a_host_may_refer_to_the_same_host_only(self):
        pages = {
            "https://one.test/api/openapi.yaml": HEAD
            + "x: {$ref: 'part.yaml'}\ny: {$ref: 'https://two.test/part.yaml'}\n",
            "https://one.test/api/part.yaml": "title: found\n",
        }
        library = Library(lambda uri: parse(pages[uri], uri))
        root = read_spec(library.open("https://one.test/api/openapi.yaml"), library).root
        assert root.get("x").followed().text("title") == "found"
        assert refused(root.get("y").followed).rule == "reference-remote"

    def test_another_host_is_asked_where_that_is_allowed(self):
        pages = {"https://two.test/part.yaml": "Pet: {$ref: 'more.yaml'}\n"}
        pages["https://two.test/more.yaml"] = "title: found\n"
        library = Library(lambda uri: parse(pages[uri], uri), allow_remote=True)
        text = f"{HEAD}x: {{$ref: 'https://two.test/part.yaml#/Pet'}}\n"
        root = read_spec(parse(text, "openapi.yaml"), library).root
        assert root.get("x").followed().value == {"title": "found"}
