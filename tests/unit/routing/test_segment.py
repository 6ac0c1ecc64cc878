import pytest

from mockserver.routing.segment import bind, pattern, split


def shapes(template):
    return [segment.shape for segment in split(template)]


def test_a_template_is_cut_at_its_slashes_and_an_end_slash_is_an_empty_segment():
    assert shapes("/pets/{id}/photos") == ["pets", "/", "photos"]
    assert shapes("/pets/") == ["pets", ""]
    assert shapes("/") == [""]


def test_a_literal_is_compared_decoded():
    [segment] = split("/caf%C3%A9")
    assert (segment.shape, segment.is_literal) == ("café", True)


def test_the_names_of_variables_do_not_count_for_what_is_matched():
    [one], [other] = split("/{id}.{format}"), split("/{key}.{type}")
    assert one.shape == other.shape
    assert (one.names, other.names) == (("id", "format"), ("key", "type"))


@pytest.mark.parametrize("text", ["{}", "{", "a}", "a{b", "{{}}"])
def test_braces_without_a_name_are_literal_text(text):
    [segment] = split(f"/{text}")
    assert segment.names == ()
    assert segment.shape == text


def test_empty_braces_beside_a_variable_are_literal_text_too():
    [segment] = split("/{}{id}")
    match = pattern(segment.shape).fullmatch("{}7")
    assert match is not None
    assert bind((segment,), match.groups()) == {"id": "7"}
    assert pattern(segment.shape).fullmatch("ab") is None


def test_characters_with_a_meaning_in_expressions_stand_for_themselves():
    [segment] = split("/{a}.(x)*")
    assert pattern(segment.shape).fullmatch("1.(x)*")
    assert not pattern(segment.shape).fullmatch("1z(x)*")


@pytest.mark.parametrize(
    ("template", "raw", "values"),
    [
        ("/{file}.{suffix}", "a.tar.gz", {"file": "a", "suffix": "tar.gz"}),
        ("/{x}-{y}", "--1", {"x": "-", "y": "1"}),
        ("/v{version}", "v2", {"version": "2"}),
        ("/{id}", "a%2Fb", {"id": "a%2Fb"}),
        ("/{id}", "a\nb", {"id": "a\nb"}),
    ],
)
def test_each_variable_takes_as_little_as_will_do_and_stays_encoded(template, raw, values):
    segments = split(template)
    match = pattern(segments[0].shape).fullmatch(raw)
    assert match is not None
    assert bind(segments, match.groups()) == values


@pytest.mark.parametrize(
    ("template", "raw"), [("/{a}.{b}", ".b"), ("/{a}.{b}", "a."), ("/{a}", "")]
)
def test_no_variable_takes_nothing(template, raw):
    assert not pattern(split(template)[0].shape).fullmatch(raw)


def test_more_literal_characters_come_first_and_then_fewer_variables():
    texts = ["{a}", "{a}{b}{c}", "{a}-{b}", "{a}x", "{a}{b}", "{a}.json"]
    ranked = sorted(texts, key=lambda text: split(f"/{text}")[0].rank)
    assert ranked == ["{a}.json", "{a}x", "{a}-{b}", "{a}", "{a}{b}", "{a}{b}{c}"]
