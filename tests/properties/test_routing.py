"""The router against a matcher that looks at every template: slow, and plainly right."""

import re
from urllib.parse import quote, unquote

from builder import spec
from hypothesis import example, given
from hypothesis import strategies as st

from mockserver.errors import Rejection
from mockserver.routing import Router
from mockserver.routing.segment import pattern, split

WORDS = st.sampled_from(["a", "b", "ab", "a.b", "é", "-"])
SEGMENTS = st.one_of(
    WORDS, st.sampled_from(["{x}", "{y}", "{x}.{y}", "a{x}", "{x}b", "{x}{y}", "{x}-{y}b"])
)
PIECES = st.one_of(WORDS, st.sampled_from(["", "%61", "a%2Fb", "%C3%A9", "a-ab", "b.b.a", "aab"]))
TEMPLATES = st.lists(
    st.lists(SEGMENTS, min_size=1, max_size=3).map(lambda parts: "/" + "/".join(parts)),
    min_size=1,
    max_size=8,
    unique_by=lambda template: re.sub(r"\{\w\}", "{}", template),
)
PATHS = st.lists(PIECES, min_size=1, max_size=4).map(lambda parts: "/" + "/".join(parts))
VARIABLE = re.compile(r"(\{\w\})")


def document(templates):
    return spec(
        "\n".join(
            ["openapi: 3.1.0", "paths:", *(f"  '{each}': {{get: {{}}}}" for each in templates)]
        )
    )


def fits(segment, piece):
    """Whether one segment of a template takes one piece of a path."""
    if "{" not in segment:
        return segment == unquote(piece)
    parts = (
        "(.+?)" if VARIABLE.fullmatch(part) else re.escape(part) for part in VARIABLE.split(segment)
    )
    return re.fullmatch("".join(parts), piece) is not None


def merit(segment):
    """Sorts what wins first: a literal, then many literal characters, then few variables."""
    variables = len(VARIABLE.findall(segment))
    return (variables > 0, -len(VARIABLE.sub("", segment)), variables)


def naive(templates, path):
    """The merits of the best template that takes the whole path, with the template; else None."""
    pieces = path.split("/")[1:]
    fitting = []
    for template in templates:
        segments = template.split("/")[1:]
        if len(segments) == len(pieces) and all(map(fits, segments, pieces)):
            fitting.append(([merit(segment) for segment in segments], template))
    return min(fitting, default=None)


def routed(router, path):
    try:
        return router.find(path).match("GET")
    except Rejection:
        return None


@example(["/{x}/a{x}/{x}", "/{x}/{x}b/ab"], "/a/ab/ab")
@example(["/a{x}/b{y}/c", "/{x}b/{y}b/c", "/a{x}/{y}b/{z}"], "/ab/bb/c")
@given(TEMPLATES, PATHS)
def test_the_router_finds_what_a_look_at_every_template_finds(templates, path):
    match, expected = routed(Router(document(templates).operations), path), naive(templates, path)
    assert (match is None) == (expected is None)
    if match and expected:
        chosen = match.operation.template
        assert fits_all(chosen, path)
        assert [merit(segment) for segment in chosen.split("/")[1:]] == expected[0]


def fits_all(template, path):
    return all(map(fits, template.split("/")[1:], path.split("/")[1:]))


@example(["/{x}/a{x}/{x}", "/{x}/{x}b/ab"], "/a/ab/ab")
@given(TEMPLATES, PATHS)
def test_the_order_of_the_document_decides_nothing(templates, path):
    forth = routed(Router(document(templates).operations), path)
    back = routed(Router(document(templates[::-1]).operations), path)
    shown = [match and merits(match.operation.template) for match in (forth, back)]
    assert shown[0] == shown[1]


def merits(template):
    return [merit(segment) for segment in template.split("/")[1:]]


@given(TEMPLATES, st.text(min_size=1, max_size=8), st.data())
def test_values_put_into_a_template_lead_back_to_a_template_that_takes_them(templates, value, data):
    template = data.draw(st.sampled_from(templates))
    raw = quote(value, safe="")
    path = VARIABLE.sub(
        lambda _: raw, "/".join(quote(each, safe="{}") for each in template.split("/"))
    )
    match = routed(Router(document(templates).operations), path)
    assert match is not None
    assert fits_all(match.operation.template, path)


@given(TEMPLATES, PATHS, st.sampled_from(["/v1", "/a", "/a/b"]))
def test_a_base_path_in_front_changes_no_answer_to_a_path_that_fits_only_so(templates, path, base):
    plain, based = (
        Router(document(templates).operations),
        Router(document(templates).operations, [base]),
    )
    inner, outer = routed(plain, path), routed(plain, base + path)
    match = routed(based, base + path)
    assert (match is None) == (inner is None and outer is None)
    if match and inner and not outer:
        assert (match.operation.template, match.base_path) == (inner.operation.template, base)


@given(TEMPLATES, st.text(max_size=20))
def test_any_text_is_either_found_or_refused_with_404(templates, text):
    assert status(Router(document(templates).operations), text) in (None, 404)


def status(router, path):
    try:
        router.find(path)
    except Rejection as rejection:
        return rejection.problem.status
    return None


@given(
    st.lists(st.sampled_from(["{a}", "-", ".", "ab", "é"]), min_size=1, max_size=9).map("".join),
    st.text("aéb-.", max_size=14),
)
def test_a_segment_takes_what_an_expression_that_goes_back_would_take(segment, piece):
    parts = map(re.escape, segment.split("{a}"))
    naive = re.fullmatch("(.+?)".join(parts), piece)
    [known] = split(f"/{segment}")
    found = pattern(known.shape).fullmatch(piece)
    assert (found and found.groups()) == (naive and naive.groups())


def test_a_path_that_nearly_fits_is_given_up_at_once():
    segment = "-".join(f"{{v{number}}}" for number in range(20)) + ".json"
    assert not pattern(split(f"/{segment}")[0].shape).fullmatch("-" * 100_000)
