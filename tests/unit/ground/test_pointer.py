import pytest

from mockserver import pointer

# RFC 6901 §5, the examples of the standard
DOCUMENT = {
    "foo": ["bar", "baz"],
    "": 0,
    "a/b": 1,
    "c%d": 2,
    "e^f": 3,
    "g|h": 4,
    "i\\j": 5,
    'k"l': 6,
    " ": 7,
    "m~n": 8,
}
EXAMPLES = [
    ("", "#", DOCUMENT),
    ("/foo", "#/foo", ["bar", "baz"]),
    ("/foo/0", "#/foo/0", "bar"),
    ("/", "#/", 0),
    ("/a~1b", "#/a~1b", 1),
    ("/c%d", "#/c%25d", 2),
    ("/e^f", "#/e%5Ef", 3),
    ("/g|h", "#/g%7Ch", 4),
    ("/i\\j", "#/i%5Cj", 5),
    ('/k"l', "#/k%22l", 6),
    ("/ ", "#/%20", 7),
    ("/m~0n", "#/m~0n", 8),
]


@pytest.mark.parametrize(("text", "fragment", "value"), EXAMPLES)
def test_the_examples_of_the_standard_lead_where_it_says(text, fragment, value):
    assert pointer.resolve(DOCUMENT, pointer.parse(text)) == value
    assert pointer.resolve(DOCUMENT, pointer.parse_fragment(fragment[1:])) == value


@pytest.mark.parametrize(("text", "fragment", "_value"), EXAMPLES)
def test_a_pointer_is_written_as_it_was_read(text, fragment, _value):
    tokens = pointer.parse(text)
    assert pointer.text(tokens) == text
    assert pointer.fragment(tokens) == fragment


def test_indexes_are_written_as_digits():
    assert pointer.text(("paths", "/toys/{id}", 0)) == "/paths/~1toys~1{id}/0"
    assert pointer.fragment(("paths", "/toys/{id}", 0)) == "#/paths/~1toys~1%7Bid%7D/0"


def test_the_root_is_the_empty_pointer():
    assert pointer.parse("") == pointer.ROOT == ()
    assert pointer.resolve(7, pointer.ROOT) == 7


@pytest.mark.parametrize("text", ["foo", "#/foo", " /foo"])
def test_a_pointer_begins_with_a_slash(text):
    with pytest.raises(ValueError, match="a JSON pointer starts with '/', this does not: "):
        pointer.parse(text)


def test_a_tilde_and_a_slash_are_undone_in_the_order_of_the_standard():
    assert pointer.parse("/~01/~1/~0~1") == ("~1", "/", "~/")
    assert pointer.escape("~1/") == "~01~1"
    assert pointer.unescape("~01") == "~1"


def test_a_fragment_is_percent_decoded_as_utf_8():
    assert pointer.parse_fragment("/caf%C3%A9/%7Bid%7D") == ("café", "{id}")


@pytest.mark.parametrize(
    ("container", "token"),
    [
        ({"a": 1}, "b"),
        ({"0": 1}, 0),
        ([1], 1),
        ([1], "-"),
        ([1], "-1"),
        ([1], -1),
        ([1, 2], "01"),
        ([1], "a"),
        ([1], ""),
        ([1], "\u0660"),
        ([1], "0.0"),
        ("text", 0),
        (None, "a"),
    ],
)
def test_a_step_to_nothing_names_the_token(container, token):
    with pytest.raises(KeyError) as caught:
        pointer.step(container, token)
    assert caught.value.args == (token,)


def test_a_step_goes_to_a_member_or_an_element():
    assert pointer.step({"0": "member"}, "0") == "member"
    assert pointer.step(["element"], "0") == pointer.step(["element"], 0) == "element"


def test_a_pointer_that_leads_nowhere_names_the_first_token_that_does():
    with pytest.raises(KeyError) as caught:
        pointer.resolve({"a": {"b": 1}}, ("a", "x", "y"))
    assert caught.value.args == ("x",)
