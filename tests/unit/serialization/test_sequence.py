import pytest

from mockserver.media import parse
from mockserver.serialization import BodyError, decode_sequence, encode_sequence, framing
from mockserver.serialization.sequence import Framing


@pytest.mark.parametrize(
    ("essence", "form"),
    [
        ("application/jsonl", Framing.LINES),
        ("application/x-ndjson", Framing.LINES),
        ("application/ndjson", Framing.LINES),
        ("application/json-seq", Framing.RECORDS),
        ("application/geo+json-seq", Framing.RECORDS),
        ("text/event-stream", Framing.EVENTS),
        ("application/json", None),
        ("text/plain", None),
    ],
)
def test_a_media_type_says_what_keeps_its_values_apart(essence, form):
    assert framing(parse(essence)) is form


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (Framing.LINES, b'{"id":1}\n["a"]\n'),
        (Framing.RECORDS, b'\x1e{"id":1}\n\x1e["a"]\n'),
    ],
)
def test_json_texts_are_written_and_read(form, text):
    assert encode_sequence([{"id": 1}, ["a"]], form) == text
    assert decode_sequence(text, form) == [{"id": 1}, ["a"]]


def test_blank_lines_and_a_missing_end_are_no_values():
    assert decode_sequence(b"1\r\n\n2", Framing.LINES) == [1, 2]


def test_what_is_no_json_is_told_with_its_number():
    with pytest.raises(BodyError, match="its item 2: it is no JSON"):
        decode_sequence(b'{"id":1}\n{"id":\n', Framing.LINES)


class TestEvents:
    """As the HTML standard §9.2 reads and writes them."""

    def test_fields_stand_on_lines_and_an_empty_one_ends_an_event(self):
        events = [{"data": "a\nb", "event": "add", "id": "7", "retry": 3000}, {"data": {"n": 1}}]
        text = encode_sequence(events, Framing.EVENTS)
        assert text == b'event: add\nid: 7\nretry: 3000\ndata: a\ndata: b\n\ndata: {"n":1}\n\n'

    def test_a_time_to_wait_is_a_number_and_left_out_where_it_is_none(self):
        text = b"retry: 1500\ndata: a\n\nretry: soon\ndata: b\n\n"
        events = [{"retry": 1500, "data": "a"}, {"data": "b"}]
        assert decode_sequence(text, Framing.EVENTS) == events

    def test_what_is_no_event_is_the_data_of_one(self):
        assert encode_sequence([{"n": 1}, "hi"], Framing.EVENTS) == b'data: {"n":1}\n\ndata: hi\n\n'

    def test_they_are_read_with_any_end_of_line_and_comments_are_not(self):
        text = b": hello\r\nid:1\r\ndata: a\r\ndata:b\r\n\r\nretry: x\n\ndata\n\n"
        events = [{"id": "1", "data": "a\nb"}, {"data": ""}]
        assert decode_sequence(text, Framing.EVENTS) == events

    def test_what_has_no_data_is_no_event(self):
        text = b"retry: 3000\n\nevent: ping\n\nid: 1\n\nevent: add\nid: 2\0\ndata: a\n\n"
        assert decode_sequence(text, Framing.EVENTS) == [{"event": "add", "data": "a"}]

    def test_what_is_no_utf_8_is_refused(self):
        with pytest.raises(BodyError, match="UTF-8"):
            decode_sequence(b"data: \xff\n\n", Framing.EVENTS)
        with pytest.raises(BodyError, match="UTF-8"):
            encode_sequence([{"data": "\ud800"}], Framing.EVENTS)


def test_a_time_to_retry_after_that_no_number_holds_is_told():
    with pytest.raises(BodyError, match="its retry has 5000 digits"):
        decode_sequence(b"retry: " + b"1" * 5000 + b"\n\n", Framing.EVENTS)
