import pytest

from mockserver.http import Headers
from mockserver.serialization import (
    BodyError,
    Part,
    boundary_for,
    decode_multipart,
    encode_multipart,
)
from mockserver.serialization.multipart import MAX_HEAD, MAX_PARTS

BODY = (
    b"a preamble\r\n"
    b"--B \t\r\n"
    b'Content-Disposition: form-data; name="note"\r\n'
    b"\r\n"
    b"line one\r\n--Bx is no boundary line\nline two\r\n"
    b"\r\n--B\r\n"
    b'content-disposition: form-data; name="file"; filename="a \\"b\\" %22c%22.txt"\r\n'
    b"Content-Type:text/plain \r\n"
    b"\r\n"
    b"\x00\xff--B\r\n"
    b"--B--\r\n"
    b"an epilogue"
)


def refusal(body, boundary="B"):
    with pytest.raises(BodyError) as caught:
        decode_multipart(body, boundary)
    return caught.value.detail


def part(head, content=b"x"):
    return b"--B\r\n" + head + b"\r\n\r\n" + content + b"\r\n--B--\r\n"


def test_parts_are_read_byte_for_byte():
    note, file = decode_multipart(BODY, "B")

    assert (note.name, note.filename) == ("note", None)
    assert note.content == b"line one\r\n--Bx is no boundary line\nline two\r\n"
    assert (file.name, file.filename) == ("file", 'a "b" "c".txt')
    assert file.content == b"\x00\xff--B"
    assert file.headers.get("content-type") == "text/plain"


def test_a_body_may_have_no_parts_and_a_part_no_content():
    assert decode_multipart(b"--B--", "B") == ()
    (empty,) = decode_multipart(part(b"Content-Disposition: form-data; name=a", b""), "B")
    assert (empty.name, empty.content) == ("a", b"")


def test_parts_without_names_are_read_where_none_are_needed():
    body = b"--B\r\n\r\nplain\r\n--B\r\nContent-Type: a/b\r\n\r\nmore\r\n--B--"

    first, second = decode_multipart(body, "B", named=False)

    assert (first.name, first.content, first.headers) == (None, b"plain", Headers())
    assert (second.content, second.headers.get("Content-Type")) == (b"more", "a/b")


def test_a_header_may_go_on_in_the_next_line():
    head = b'Content-Disposition: form-data;\r\n\tname="a"; filename="long\r\n er"'
    (found,) = decode_multipart(part(head + b"\r\nContent-Type: a/b"), "B")
    assert (found.name, found.filename) == ("a", "long er")
    assert found.headers.get("Content-Type") == "a/b"


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"", "it has no line '--B'; parts stand between such lines, which end with CRLF"),
        (
            b"--B\r\nA: b\r\n\r\nx",
            "it has no line '--B--'; parts stand between such lines, which end with CRLF",
        ),
        (
            b"--B\r\nContent-Type: a/b\r\n--B--",
            "part 1 has no empty line between its headers and its content",
        ),
        (
            part(b"Content-Type: a/b"),
            "part 1 has no name; send Content-Disposition: form-data; name=...",
        ),
        (part(b"A b"), "part 1 has the header line b'A b'; write it 'name: value'"),
        (part(b" A: b"), "part 1 has the header line b' A: b'; write it 'name: value'"),
        (part(b"A: \xff"), "part 1 has the header b'A: \\xff', no UTF-8 text"),
        (
            part(b'Content-Disposition: form-data; name="a'),
            (
                "part 1 has the Content-Disposition 'form-data; name=\"a'; "
                'write it as: form-data; name="..."'
            ),
        ),
        (
            part(b"Content-Disposition: form-data; name=a; name=b"),
            (
                "part 1 has the Content-Disposition 'form-data; name=a; name=b'; "
                'write it as: form-data; name="..."'
            ),
        ),
    ],
)
def test_a_broken_body_is_refused_in_one_sentence(body, detail):
    assert refusal(body) == detail


def test_parts_and_their_headers_are_bounded():
    one = b"--B\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n"

    assert len(decode_multipart(one * MAX_PARTS + b"--B--", "B")) == MAX_PARTS
    assert refusal(one * (MAX_PARTS + 1) + b"--B--") == f"it has more than {MAX_PARTS} parts"
    assert refusal(part(b"A: " + b"x" * MAX_HEAD)) == (
        f"part 1 has more than {MAX_HEAD} bytes of headers"
    )


@pytest.mark.parametrize("boundary", ["", "a" * 71, "a ", "ü", "a\r\n", "\ud800"])
def test_a_boundary_is_checked(boundary):
    assert "is no boundary; RFC 2046" in refusal(b"", boundary)


def test_what_is_written_is_read_back():
    parts = (
        Part('a "quoted" \\ name', b"\r\n--\r\n", "back\\slash\\"),
        Part("ü", b"", headers=Headers([("Content-Type", "a/b; c=d")])),
        Part("", b"x", ""),
    )

    read = decode_multipart(encode_multipart(parts, "B"), "B")

    assert [(each.name, each.content, each.filename) for each in read] == [
        (each.name, each.content, each.filename) for each in parts
    ]
    assert read[1].headers.get("Content-Type") == "a/b; c=d"


@pytest.mark.parametrize(
    "broken",
    [
        Part("a\r\nb", b""),
        Part("%22", b""),
        Part("\ud800", b""),
        Part("a", b"", "\x00"),
        Part("a", b"x--B"),
        Part("a", b"", headers=Headers([("X", "a\r\nb")])),
        Part("a", b"", headers=Headers([("X y", "a")])),
    ],
)
def test_what_would_be_read_otherwise_is_not_written(broken):
    with pytest.raises(BodyError):
        encode_multipart([broken], "B")


def test_a_boundary_is_found_that_occurs_nowhere():
    parts = [Part("a", b"x")]
    taken = boundary_for(parts)

    assert taken == boundary_for(parts)
    assert boundary_for([Part("a", taken.encode())]) != taken
    assert decode_multipart(encode_multipart(parts, taken), taken)[0].content == b"x"


def test_a_header_may_have_colons_in_its_value():
    head = b'Content-Disposition: form-data; name="a"\r\nX-At: 12:30:59'
    [found] = decode_multipart(part(head), "B")
    assert found.headers.get("X-At") == "12:30:59"


def test_a_header_that_is_no_text_is_not_written():
    broken = Part("a", b"", None, Headers([("X-A", "\ud800")]))
    with pytest.raises(BodyError) as caught:
        encode_multipart([broken], "B")
    assert caught.value.detail == "a part's header holds a lone surrogate, which is no text"
