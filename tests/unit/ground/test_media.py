import pytest

from mockserver.media import MediaType, choose, parse, parse_accept

JSON = MediaType("application", "json")
XML = MediaType("application", "xml")
TEXT = MediaType("text", "plain")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("application/json", "application/json"),
        ("Application/JSON", "application/json"),
        (" text/html ; charset = UTF-8 ", "text/html; charset=UTF-8"),
        ("text/html;Charset=utf-8;Level=1", "text/html; charset=utf-8; level=1"),
        ('text/html; title="a;b, \\"c\\""', 'text/html; title="a;b, \\"c\\""'),
        ('text/html; profile="https://x.y/z"', 'text/html; profile="https://x.y/z"'),
        ('text/html; title=""; level="1"', 'text/html; title=""; level=1'),
        ("text/html;; charset=utf-8;", "text/html; charset=utf-8"),
        ("*/*", "*/*"),
        ("application/vnd.toys+json; v=2", "application/vnd.toys+json; v=2"),
    ],
)
def test_a_media_type_is_read_with_its_parameters(text, written):
    assert str(parse(text)) == written


@pytest.mark.parametrize(
    "text",
    [
        "",
        "json",
        "text/",
        "/html",
        "text/html/x",
        "text html",
        "text/html, text/plain",
        "text/html; charset",
        "text/html; charset=",
        'text/html; charset="utf-8',
        "text/html charset=utf-8",
        "text/hé",
    ],
)
def test_what_is_no_media_type_is_none(text):
    assert parse(text) is None


def test_a_parameter_is_found_by_its_name():
    media_type = parse("text/html; Charset=utf-8")
    assert media_type.parameter("charset") == "utf-8"
    assert media_type.parameter("level") is None
    assert media_type.essence == "text/html"


@pytest.mark.parametrize(
    ("text", "is_json", "is_xml"),
    [
        ("application/json; charset=utf-8", True, False),
        ("application/problem+json", True, False),
        ("text/xml", False, True),
        ("image/svg+xml", False, True),
        ("application/jsonlines", False, False),
        ("application/json-seq", False, False),
    ],
)
def test_the_syntax_of_a_media_type_is_known_by_its_subtype_or_suffix(text, is_json, is_xml):
    media_type = parse(text)
    assert (media_type.is_json, media_type.is_xml) == (is_json, is_xml)


@pytest.mark.parametrize(
    ("wide", "narrow", "covers"),
    [
        ("*/*", "application/json", True),
        ("text/*", "text/html; level=1", True),
        ("text/*", "application/json", False),
        ("text/html", "text/html; level=1", True),
        ("text/html; level=1", "text/html", False),
        ("text/html; level=1", "text/html; charset=utf-8; level=1", True),
        ("text/html; level=1", "text/html; level=2", False),
    ],
)
def test_a_range_covers_what_it_includes(wide, narrow, covers):
    assert parse(wide).covers(parse(narrow)) is covers


def test_a_range_covers_an_essence_whatever_the_parameters_are():
    assert parse("text/html; level=1").covers_essence(parse("text/html"))
    assert not parse("text/html").covers_essence(parse("text/plain"))


def test_ranges_sort_from_the_widest_to_the_narrowest():
    ranges = ["text/html; level=1", "*/*", "text/html", "text/*"]
    ordered = sorted(map(parse, ranges), key=lambda each: each.specificity)
    assert list(map(str, ordered)) == ["*/*", "text/*", "text/html", "text/html; level=1"]
    assert [each.is_range for each in ordered] == [True, True, False, False]


def test_an_accept_field_is_a_list_of_ranges_with_their_weights():
    ranges = parse_accept("text/*;q=0.3, text/html; level=1 ;Q=0.7, */*")
    assert [(str(each.media_type), each.quality) for each in ranges] == [
        ("text/*", 0.3),
        ("text/html; level=1", 0.7),
        ("*/*", 1.0),
    ]


def test_a_comma_in_quotes_parts_no_ranges():
    (found,) = parse_accept('text/html; title="a, b"')
    assert found.media_type.parameter("title") == "a, b"


def test_what_is_no_range_is_passed_over():
    found = parse_accept("json, , text/html, */")
    assert [str(each.media_type) for each in found] == ["text/html"]
    assert parse_accept("") == ()


@pytest.mark.parametrize(
    ("weight", "quality"), [("0", 0.0), ("0.001", 0.001), ("7", 1.0), ("-1", 0.0), ("high", 1.0)]
)
def test_a_weight_is_between_nought_and_one_and_one_where_it_cannot_be_read(weight, quality):
    (found,) = parse_accept(f"text/html;q={weight}")
    assert found.quality == quality


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("*/*", JSON),
        ("text/plain", TEXT),
        ("application/xml;q=0.9, application/json;q=0.8", XML),
        ("application/*", JSON),
        ("text/*, application/json;q=0.5", TEXT),
        ("*/*;q=0.1, text/plain;q=0.2", TEXT),
        ("*/*, application/json;q=0", XML),
        ("*/*, application/*;q=0.5, application/json;q=0.2", TEXT),
        ("image/png", None),
        ("*/*;q=0", None),
        ("", None),
    ],
)
def test_the_offer_is_chosen_that_the_client_likes_best(accept, chosen):
    assert choose(parse_accept(accept), [JSON, XML, TEXT]) == chosen


def test_the_narrowest_range_decides_the_weight_of_an_offer():
    # RFC 9110 §12.5.1, the example of the standard
    accept = parse_accept(
        "text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, "
        "text/plain;format=fixed;q=0.4, */*;q=0.5"
    )
    offers = ["text/html", "image/jpeg", "text/plain;format=fixed", "text/plain"]
    for count, best in enumerate(["text/html", "image/jpeg", "image/jpeg", "text/plain"], 1):
        assert choose(accept, map(parse, offers[:count])) == parse(best)
    flowed = parse("text/plain; format=flowed")
    assert choose(accept, [*map(parse, offers), flowed]) == flowed


def test_parameters_are_left_aside_where_no_offer_has_them():
    accept = parse_accept("application/json; charset=utf-8")
    assert choose(accept, [TEXT, JSON]) == JSON
    assert choose(parse_accept("application/json"), [parse("application/json; v=2")]) is not None


def test_nothing_is_chosen_from_nothing():
    assert choose(parse_accept("*/*"), []) is None
