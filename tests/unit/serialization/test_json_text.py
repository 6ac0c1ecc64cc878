import math

import pytest

from mockserver.serialization import BodyError, decode_json, encode_json


def refusal(body):
    with pytest.raises(BodyError) as caught:
        decode_json(body)
    return caught.value.detail


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b' {"a": [1, -2.5e3, true, null, "\\u00fc"]}\r\n', {"a": [1, -2500.0, True, None, "ü"]}),
        (b'"\\ud83d\\ude00"', "😀"),
        (b"12345678901234567890123", 12345678901234567890123),
    ],
)
def test_json_is_read(body, value):
    assert decode_json(body) == value


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"", "it is empty where a JSON value is expected"),
        (b" \n", "it is empty where a JSON value is expected"),
        (
            b"\xef\xbb\xbf{}",
            "it starts with a byte order mark, which RFC 8259 §8.1 forbids; send UTF-8 without it",
        ),
        (
            '{"ü":\n"é'.encode() + b"\xff",
            "it is not UTF-8 at line 2, column 3; RFC 8259 §8.1 allows nothing else",
        ),
        (b'{"a": 1\n "b": 2}', "it is no JSON at line 2, column 2: expecting ',' delimiter"),
        (b"[NaN]", "JSON has no NaN at line 1, column 2"),
        (b'{"a":\n -Infinity}', "JSON has no -Infinity at line 2, column 2"),
        (b"[1, 1e999]", "the number '1e999' is out of range at line 1, column 5"),
        (
            b'{"x": {"a": 1}, "a": {"a": 1,\n "\\u0061" : 2}}',
            "the name 'a' comes twice in its object at line 2, column 2",
        ),
        (
            b'["a", "\\ud800x"]',
            r"the string '\ud800x' holds a lone surrogate at line 1, column 7",
        ),
        (
            b'{"\\udc00": 1}',
            r"the string '\udc00' holds a lone surrogate at line 1, column 2",
        ),
    ],
)
def test_what_json_may_not_say_is_refused_with_its_place(body, detail):
    assert refusal(body) == detail


def test_digits_are_bounded():
    assert decode_json(b"9" * 4300) == 10**4300 - 1
    assert refusal(b"[" + b"9" * 4301 + b"]") == (
        "the integer has more than 4300 digits at line 1, column 2"
    )


def test_depth_is_bounded():
    deep = "it nests arrays and objects deeper than 256 levels at line 1, column "

    assert decode_json(b"[" * 256 + b"]" * 256)
    assert decode_json(b'{"a":' * 256 + b'"\\ud83d\\ude00"' + b"}" * 256)
    assert decode_json(b'"' + b"[" * 500 + b'"') == "[" * 500
    assert decode_json(b"[" + b"[]," * 500 + b"1]")[-1] == 1
    assert refusal(b"[" * 100_000) == f"{deep}257"
    beside = b"[" * 200 + b"[]," + b"[" * 57
    assert refusal(beside + b"]" * 257) == f"{deep}260"
    assert decode_json(b"[" * 200 + b"[]," + b"[" * 56 + b"]" * 256)
    assert refusal(b'[{"\\x":' * 200) == f"{deep}897"


def test_a_body_made_to_be_slow_is_refused_quickly():
    assert refusal(b'"\\' * 200_000 + b"[" * 300)


def test_json_is_written_compact_in_utf_8():
    assert encode_json({"ü": [1.0, None, True]}) == '{"ü":[1.0,null,true]}'.encode()
    assert encode_json({"a": [1]}, indent=2) == b'{\n  "a": [\n    1\n  ]\n}'


def test_what_json_cannot_say_is_not_written():
    ring = []
    ring.append(ring)
    for value in (math.nan, math.inf, "\ud800", {1, 2}, 10**5000, ring):
        with pytest.raises(BodyError, match="cannot be written as JSON"):
            encode_json(value)


def test_a_name_that_comes_again_is_told_after_objects_within_its_own():
    assert refusal(b'{"a": [{"b": {}}, [{}]],\n "a": 1}') == (
        "the name 'a' comes twice in its object at line 2, column 2"
    )
    assert decode_json(b'{"a": {"a": {"a": 1}}, "b": [{"a": 1}, {"a": 2}]}')["b"][1] == {"a": 2}


def test_depth_is_counted_anew_behind_what_is_closed():
    assert len(decode_json(b"[" + b"[[[]]]," * 500 + b"[]]")) == 501
    text = b"[" * 200 + b"]" * 199 + b"," + b"[" * 255 + b"]" * 255 + b"]"
    assert len(decode_json(text)) == 2
    assert "deeper than 256 levels" in refusal(text.replace(b",[", b",[["))
