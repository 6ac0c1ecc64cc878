"""Laws of field values: media types, Accept, Prefer, entity tags, cookies and Link."""

import re
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

import pytest
from builder import spec
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mockserver import media
from mockserver.errors import Rejection
from mockserver.http import Headers, Request
from mockserver.media import MediaType
from mockserver.mock.conditions import Conditions, Version, etag
from mockserver.request.preference import NO_PREFERENCE, read_preference
from mockserver.serialization import MISSING, Shape, Style, StyleError, decode_cookie

TOKEN = st.text(st.sampled_from("abcz09!#$&'+.^_`|~-"), min_size=1, max_size=6)
LINE = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"))
PIECES = st.lists(
    st.sampled_from(
        [
            "a/b",
            "*/*",
            "text/*",
            ";",
            ",",
            "q=",
            "0.5",
            "1",
            '"',
            "\\",
            "=",
            " ",
            "x",
            "W/",
            "*",
            "é",
            "code",
            "wait",
            "nan",
            "inf",
            "-1",
            "example",
            "dynamic",
            "explain",
            "404",
            "\t",
        ]
    )
).map("".join)
VALUES = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=8)
MEDIA_TYPES = st.builds(
    MediaType,
    TOKEN.map(str.lower),
    TOKEN.map(str.lower),
    st.lists(
        st.tuples(TOKEN.map(str.lower), TOKEN), max_size=2, unique_by=lambda pair: pair[0]
    ).map(tuple),
)


@given(MEDIA_TYPES)
def test_a_media_type_is_read_as_it_was_written(media_type):
    assert media.parse(str(media_type)) == media_type
    assert media.parse(str(media_type).replace("; ", " ;\t")) == media_type
    assert media_type.covers(media_type)
    assert MediaType("*", "*").covers(media_type)


@given(TOKEN, VALUES)
def test_a_parameter_may_be_any_quoted_text(name, value):
    quoted = re.sub(r'["\\]', r"\\\g<0>", value)
    found = media.parse(f'text/plain; {name}="{quoted}"')
    assert found is not None
    assert found.parameter(name.lower()) == value


@given(LINE | PIECES, st.lists(MEDIA_TYPES, min_size=1, max_size=3))
def test_whatever_is_accepted_an_offer_is_chosen_or_none(line, offers):
    accepted = media.parse_accept(line)
    assert all(0 <= each.quality <= 1 for each in accepted)
    chosen = media.choose(accepted, offers)
    assert chosen is None or chosen in offers
    media.parse(line)


@given(st.lists(MEDIA_TYPES, min_size=1, max_size=3))
def test_the_offer_that_is_asked_for_first_is_chosen(offers):
    accepted = media.parse_accept(", ".join(map(str, offers)))
    assert [each.media_type for each in accepted] == [
        MediaType(m.type, m.subtype, tuple(p for p in m.parameters if p[0] != "q")) for m in offers
    ]
    if not any(each.parameter("q") for each in offers):
        best = media.choose(media.parse_accept(f"{offers[0]}, */*;q=0.1"), offers)
        assert best == offers[0]


def prefer(*lines):
    return read_preference(Request("GET", "/", "", Headers(("Prefer", line) for line in lines)))


@given(LINE | PIECES, LINE | PIECES)
@example("wait=nan", "")
@example("code=2٣4", "")
def test_whatever_is_preferred_is_read_or_refused(one, other):
    try:
        found = prefer(one, other)
    except Rejection as rejection:
        assert rejection.problem.status == 422
        assert rejection.problem.detail.startswith("The preference ")
    else:
        assert found.code is None or 200 <= found.code <= 599
        assert found.wait is None or 0 <= found.wait <= 60
        assert found.applied.isascii()
        assert found.applied.isprintable()


@given(st.integers(200, 599), VALUES, st.booleans(), VALUES)
def test_what_was_applied_asks_for_the_same_again(code, example_name, dynamic, seed):
    def quoted(text):
        return '"' + re.sub(r'["\\]', r"\\\g<0>", text) + '"'

    words = f"code={code}, example={quoted(example_name)}, dynamic={str(dynamic).lower()}"
    found = prefer(f"{words}, seed={quoted(seed)}, explain")
    assert (found.code, found.example, found.dynamic) == (code, example_name, dynamic)
    assert (found.seed, found.explain) == (seed, True)
    if "%" not in example_name + seed:
        assert prefer(found.applied) == found


@given(st.text(st.sampled_from("ab%_=&+;[]é\ud800")))
def test_whatever_the_query_holds_is_a_preference_or_none(text):
    for query in (text, f"__code=404&{text}"):
        try:
            found = read_preference(Request("GET", "/", query))
        except Rejection as rejection:
            assert rejection.problem.status == 422
        else:
            assert found == NO_PREFERENCE or found.code == 404


[GET] = spec(
    "openapi: 3.1.0\npaths: {/: {get: {responses: {'200': {description: ''}}}}}"
).operations
CONDITIONS = Conditions(GET, always=True)
OPAQUE = st.text(st.sampled_from("abc,*W/!~ÿ "), max_size=4).filter(lambda tag: " " not in tag)
TAGS = st.lists(st.tuples(st.sampled_from(["", "W/"]), OPAQUE), min_size=1, max_size=3)


@given(TAGS, OPAQUE, st.sampled_from([",", ", ", " , ", ",\t"]))
def test_a_list_of_tags_names_what_it_holds(tags, other, comma):
    line = comma.join(f'{weak}"{tag}"' for weak, tag in tags)
    headers = Headers([("If-None-Match", line)])
    assert all(CONDITIONS.is_known(headers, Version(f'"{tag}"')) for _, tag in tags)
    assert CONDITIONS.is_known(headers, Version(f'"{other}"')) is (
        other in [tag for _, tag in tags]
    )


MOMENTS = st.floats(86400, 4 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
DATED = "{/: {get: {responses: {'200': {headers: {Last-Modified: {}}}, '304': {}, '412': {}}}}}"
DATES = Conditions(spec(f"openapi: 3.1.0\npaths: {DATED}").operations[0], ("at",), always=False)


@given(MOMENTS, MOMENTS)
def test_a_date_of_change_is_known_from_that_second_on(changed, since):
    version = DATES.version({"at": changed.isoformat()})
    told = parsedate_to_datetime(dict(version.lines)["Last-Modified"])
    assert told == changed.replace(microsecond=0)
    headers = Headers([("If-Modified-Since", format_datetime(since, usegmt=True))])
    assert DATES.is_known(headers, version) is (int(changed.timestamp()) <= int(since.timestamp()))


@given(LINE | PIECES, st.one_of(st.text(), st.floats(), st.integers(), st.none(), st.booleans()))
def test_whatever_stands_for_a_date_is_one_or_none(line, value):
    version = DATES.version({"at": value})
    names = ("If-Modified-Since", "If-Unmodified-Since")
    headers = Headers([(name, line) for name in names])
    assert DATES.is_known(headers, version) in (True, False)
    with suppress(Rejection):
        DATES.insist(headers, {"at": value})


@given(LINE | PIECES, LINE | PIECES)
def test_whatever_stands_in_a_condition_the_change_is_admitted_or_fails(wanted, unwanted):
    headers = Headers([("If-Match", wanted), ("If-None-Match", unwanted)])
    for record in (None, {"id": 1}):
        try:
            CONDITIONS.insist(headers, record)
        except Rejection as rejection:
            assert rejection.problem.status == 412


@given(st.dictionaries(st.text(max_size=3), st.integers() | st.text(max_size=3), min_size=1))
def test_a_record_has_one_version_in_whatever_order_it_is_written(record):
    tag = etag(record)
    assert tag == etag(dict(reversed(record.items())))
    assert tag != etag({**record, "more": record})
    CONDITIONS.insist(Headers([("If-Match", tag)]), record)
    with pytest.raises(Rejection):
        CONDITIONS.insist(Headers([("If-None-Match", f'"x", {tag}')]), record)


COOKIES = st.text(st.sampled_from('ab=;, "%&\t\\é'), max_size=20)


@settings(max_examples=150)
@given(
    COOKIES,
    st.sampled_from([Shape.PRIMITIVE, Shape.ARRAY, Shape.OBJECT]),
    st.sampled_from(["form", "cookie"]),
    st.booleans(),
)
def test_whatever_comes_as_cookies_is_read_or_refused(line, shape, name, explode):
    try:
        found = decode_cookie(Style(name, explode), "a", shape, line)
    except StyleError as error:
        assert error.detail
    else:
        assert found is MISSING or isinstance(found, str | list | dict)


@given(st.text(st.sampled_from("xyz%é "), max_size=5), COOKIES.filter(lambda text: "a" not in text))
def test_a_cookie_is_found_among_others_whatever_they_hold(value, others):
    from mockserver.serialization import encode_cookie

    style = Style("form", explode=True)
    sent = encode_cookie(style, "a", value)
    for line in (sent, f"{others};{sent}", f"{sent}; {others}"):
        assert decode_cookie(style, "a", Shape.PRIMITIVE, line) == value


@pytest.mark.parametrize(
    "piece", [" ", "\t", '"', '\\"', "a ", "a;", "a; ", 'a="', 'a, "', "=", ","]
)
def test_a_preference_without_end_is_given_up_at_once(piece):
    """An expression that goes back took a minute of the whole server for some of these."""
    lines = Headers([("Prefer", f"code=404, {piece * 100_000}")])
    assert read_preference(Request("GET", "/", headers=lines)).code == 404
