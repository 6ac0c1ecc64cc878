import json
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.errors import UsageError
from mockserver.http import Headers, Request, Response
from mockserver.journal import Exchange
from mockserver.journal.har import HarFile, archive, to_har
from mockserver.journal.har_reading import from_har, read_har

GOLDEN = Path(__file__).parent / "golden"
MOMENT = datetime(2024, 9, 1, 15, 0, 0, 250000, UTC)
COOKIE = "session=1; Path=/; HttpOnly; Expires=Wed, 21 Oct 2026 07:28:00 GMT"
LISTED = Exchange(
    MOMENT,
    Request(
        "GET",
        "/pets%2F",
        "q=a%20b&q=&%C3%A9=1",
        Headers((("Accept", "*/*"), ("Cookie", "a=1; b"), ("X-Two", "1"), ("X-Two", "2"))),
    ),
    Response(
        200,
        Headers((("Content-Type", "application/json"), ("Set-Cookie", COOKIE))),
        '[{"name": "Þór"}]'.encode(),
    ),
    "GET /pets",
    "upstream",
    ("response body /0: 'id' is required and missing (openapi.yaml:3:4)",),
    0.0125,
)
POSTED = Exchange(
    MOMENT,
    Request("POST", "/pets", headers=Headers((("Content-Type", "image/png"),)), body=b"\x89PNG\0"),
    Response(302, Headers((("Location", "/pets/1"),)), b"\xff"),
    "POST /pets",
    "upstream",
)
ENTRY = {
    "request": {"method": "GET", "url": "https://api.example/v1/pets?a=1#x"},
    "response": {"status": 200},
}


def test_an_archive_looks_as_the_format_has_it():
    told = archive([LISTED, POSTED], "https://api.example/v1/", "1.0")
    assert told == (GOLDEN / "two.har").read_text("utf-8")


@pytest.mark.parametrize("exchange", [LISTED, POSTED], ids=["listed", "posted"])
def test_what_was_written_is_read_again(exchange):
    assert from_har(json.loads(json.dumps(to_har(exchange)))) == exchange


@given(st.binary(), st.binary(), st.integers(100, 599))
def test_bodies_of_all_kinds_are_read_again(sent, answered, status):
    exchange = Exchange(
        MOMENT, Request("PUT", "/a", body=sent), Response(status, body=answered), "", ""
    )
    assert from_har(to_har(exchange)).request.body == sent
    assert from_har(to_har(exchange)).response == exchange.response


def test_a_file_is_an_archive_after_each_exchange(tmp_path):
    path = tmp_path / "traffic.har"
    path.write_text("what was here before, which is longer than an archive of nothing" * 9)
    file = HarFile(path, "https://api.example")
    assert json.loads(path.read_text())["log"]["entries"] == []
    for count in range(1, 4):
        file.add(LISTED)
        assert read_har(path) == (LISTED,) * count
    assert json.loads(path.read_text("utf-8"))["log"]["version"] == "1.2"


def test_exchanges_of_many_threads_are_all_there(tmp_path):
    file = HarFile(tmp_path / "traffic.har")
    numbered = [LISTED._replace(source=str(number)) for number in range(40)]
    threads = [Thread(target=file.add, args=(each,)) for each in numbered]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert {each.source for each in read_har(file.path)} == {each.source for each in numbered}
    assert file.count == 40


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(
        UsageError, match=r"traffic\.har cannot be written: No such file or directory"
    ):
        HarFile(tmp_path / "nowhere" / "traffic.har")


@pytest.mark.parametrize(
    ("changes", "path", "query"),
    [
        ({}, "/v1/pets", "a=1"),
        ({"url": "https://api.example"}, "/", ""),
    ],
)
def test_archives_of_others_need_not_tell_more_than_they_have_to(changes, path, query):
    exchange = from_har({**ENTRY, "request": {**ENTRY["request"], **changes}})
    assert (exchange.request.path, exchange.request.query) == (path, query)
    assert (exchange.operation, exchange.source, exchange.response.body) == ("", "archive", b"")


def test_content_is_read_as_it_was_decoded_and_typed():
    content = {"mimeType": "application/json", "text": "W10=", "encoding": "base64"}
    lines = [{"name": ":status", "value": "200"}, {"name": "content-encoding", "value": "br"}]
    answer = {"status": 200, "headers": lines, "content": content}
    assert from_har({**ENTRY, "response": answer}).response == Response(
        200, Headers((("Content-Type", "application/json"),)), b"[]"
    )


def test_a_form_may_be_told_by_its_fields():
    fields = [{"name": "a b", "value": "1&2"}, {"name": "c"}]
    posted = {"mimeType": "application/x-www-form-urlencoded", "params": fields}
    exchange = from_har({**ENTRY, "request": {**ENTRY["request"], "postData": posted}})
    assert exchange.request.body == b"a+b=1%262&c="


def har(path, *entries):
    path.write_text(json.dumps({"log": {"entries": entries}}))
    return path


def test_below_a_base_url_only_its_own_exchanges_count(tmp_path):
    url = {**ENTRY["request"], "url": "https://other.example/v1/pets"}
    path = har(tmp_path / "a.har", ENTRY, {**ENTRY, "request": url})
    found = read_har(path, "https://api.example/v1")
    assert [each.request.target for each in found] == ["/pets?a=1"]
    assert len(read_har(path)) == 2
    assert read_har(path, "https://api.example/v") == ()


def test_requests_that_got_no_answer_are_left_out(tmp_path):
    assert read_har(har(tmp_path / "a.har", {**ENTRY, "response": {"status": 0}})) == ()


NONE = "a.har:1: entry 0 of 'log.entries' is no exchange of HAR 1.2"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "a.har: this is no HTTP Archive: it has no list 'log.entries'"),
        ('{"log": {"entries": [{}]}}', f"{NONE}: it has no 'request'"),
        ('{"log": {"entries": [1]}}', f"{NONE}: a part of it is of the wrong type"),
        (
            json.dumps({"log": {"entries": [ENTRY | {"response": {"status": "abc"}}]}}),
            f'{NONE}: its status is no number: "abc"',
        ),
        (
            json.dumps({"log": {"entries": [ENTRY | {"response": {"status": 10**400}}]}}),
            f"{NONE}: its status is no number: 1000",
        ),
    ],
)
def test_what_is_no_archive_is_told(tmp_path, text, said):
    (tmp_path / "a.har").write_text(text)
    with pytest.raises(UsageError) as refused:
        read_har(tmp_path / "a.har")
    assert said in str(refused.value)


def test_a_file_that_was_cut_off_is_told_with_its_line(tmp_path):
    (tmp_path / "a.har").write_text('{"log":\n')
    with pytest.raises(UsageError, match=r"a\.har:\d+:\d+: "):
        read_har(tmp_path / "a.har")
