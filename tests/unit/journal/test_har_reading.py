"""Archives as browsers and proxies write them."""

import base64
import json
import os

import pytest

from mockserver.errors import UsageError
from mockserver.journal.har_reading import entries, from_har, read_har
from mockserver.journal.selection import select

FILE = (
    '\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n'
    "Content-Type: text/plain\r\n\r\nx\r\n"
)


def entry(url="https://api.example/pets", method="GET", **members):
    request = {"method": method, "url": url, "headers": [], **members.pop("request", {})}
    response = {"status": 200, "headers": [], "content": {}, **members.pop("response", {})}
    return {"request": request, "response": response, **members}


def archive(tmp_path, *found, indent=None):
    path = tmp_path / "a.har"
    log = {"version": "1.2", "pages": [{"id": "1"}], "entries": list(found), "comment": "x"}
    path.write_text(json.dumps({"log": log}, indent=indent), "utf-8")
    return path


def test_each_entry_has_its_line(tmp_path):
    path = archive(tmp_path, entry(), entry(), indent=2)
    lines = path.read_text().splitlines()
    found = list(entries(path))
    assert [each.number for each in found] == [0, 1]
    assert all(lines[each.line - 1].strip() == "{" for each in found)
    assert found[0].line < found[1].line


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '{"log": {"entries": [{"a": 1},\n',
            ":2:1: this is no JSON: it ends too early; was it cut",
        ),
        (
            '{"log": {"entries": [{"a": "b',
            ":1:28: this is no JSON: Unterminated string starting at;",
        ),
        ('{"log": {"entries": [\n{},\n]}}', ":3:1: this is no JSON: nothing follows this comma"),
        ('{"log": {"entries": []}} x', ":1:26: this is no JSON: something follows the end"),
        ('{"log": {"entries" []}}', ":1:20: this is no JSON: ':' is expected"),
        ('{"log": {"pages": []}}', ": this is no HTTP Archive: it has no list 'log.entries'"),
        ('{"log": {"entries": {}}}', ": this is no HTTP Archive: it has no list 'log.entries'"),
        ("", ":1:1: this is no JSON: it ends too early"),
        ('{"log": {"entries": [' + "[" * 200_000, ": this is nested too deep to be read"),
    ],
)
def test_a_broken_file_is_told_with_its_line(tmp_path, text, said):
    path = tmp_path / "a.har"
    path.write_text(text)
    with pytest.raises(UsageError) as refused:
        list(entries(path))
    assert f"{path}{said}" in str(refused.value)


def test_what_is_no_utf_8_is_told_with_its_line(tmp_path):
    path = tmp_path / "a.har"
    path.write_bytes(b'{"log":\n{"entries": ["\xff"]}}')
    with pytest.raises(UsageError, match=r"a\.har:2: this is no UTF-8"):
        list(entries(path))


def test_a_byte_order_mark_is_read_over(tmp_path):
    path = archive(tmp_path, entry())
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(read_har(path)) == 1


def test_fields_of_http_2_and_codings_are_left_out():
    told = [(":authority", "x"), ("Content-Encoding", "gzip"), ("A", "b")]
    headers = [{"name": name, "value": value} for name, value in told]
    found = from_har(entry(response={"headers": headers}, request={"headers": headers}))
    assert [*found.response.headers] == [*found.request.headers] == [("A", "b")]


def test_a_query_and_cookies_may_be_told_as_lists_alone():
    pairs = [{"name": "a", "value": "1 2"}]
    found = from_har(entry(request={"queryString": pairs, "cookies": pairs})).request
    assert (found.query, found.headers.get("Cookie")) == ("a=1+2", "a=1 2")


def test_a_form_in_parts_is_put_together():
    params = [
        {"name": "n", "value": "v"},
        {"name": "f", "fileName": "a.txt", "contentType": "text/plain", "value": "x"},
    ]
    posted = {"mimeType": "multipart/form-data; boundary=gone", "params": params}
    found = from_har(entry(method="POST", request={"postData": posted})).request
    boundary = found.headers.get("Content-Type").partition("boundary=")[2]
    assert found.body.decode().split(f"--{boundary}")[1:-1] == [
        '\r\nContent-Disposition: form-data; name="n"\r\n\r\nv\r\n',
        FILE,
    ]


def test_bodies_may_be_in_base64_or_beside_the_archive(tmp_path):
    (tmp_path / "body.json").write_text("[1]")
    coded = base64.b64encode(b"\xff").decode()
    kept = archive(
        tmp_path,
        entry(response={"content": {"text": coded, "encoding": "base64"}}),
        entry(response={"content": {"_file": "body.json", "size": 3}}),
    )
    assert [each.response.body for each in read_har(kept)] == [b"\xff", b"[1]"]


@pytest.mark.parametrize("name", ["../secret", "ABSOLUTE", "link", "folder/secret", "pipe", "."])
def test_a_body_that_is_no_file_beside_the_archive_is_not_read(tmp_path, name):
    beside = tmp_path / "beside"
    beside.mkdir()
    (tmp_path / "secret").write_text("s3cret")
    (beside / "link").symlink_to("../secret")
    (beside / "folder").symlink_to(tmp_path)
    os.mkfifo(beside / "pipe")
    name = name.replace("ABSOLUTE", str(tmp_path / "secret"))
    away = archive(beside, entry(response={"content": {"_file": name, "size": 3}}))
    with pytest.raises(UsageError, match="which is no file that lies beside it"):
        read_har(away)


def test_what_an_archive_does_not_keep_is_known(tmp_path):
    path = archive(
        tmp_path,
        entry(response={"content": {"size": 9}}, request={"bodySize": 4}, method="POST"),
        entry(response={"content": {"size": 0}}, request={"bodySize": -1}),
    )
    told = [(each.lacks_request_body, each.lacks_response_body) for each in entries(path)]
    assert told == [(True, True), (False, False)]


def test_the_base_that_most_entries_fit_is_taken(tmp_path):
    urls = [
        "https://cdn.example/pets",
        "https://api.example/v9/pets",
        "https://api.example/v9/pets/1",
        "https://api.example/",
        "chrome-extension://x/pets",
        "data:,pets",
    ]
    found = select(
        entries(archive(tmp_path, *map(entry, urls))),
        lambda method, path: method == "GET" and path.startswith("/pets"),
    )
    assert (found.base_url, found.taken) == ("https://api.example/v9", 2)
    assert found.others == {"cdn.example": 1, "api.example": 1}


def test_requests_without_an_answer_count_for_nothing(tmp_path):
    path = archive(tmp_path, entry(response={"status": 0}))
    assert select(entries(path), lambda *_: True) is None
    assert read_har(path) == ()


def test_an_answer_with_an_endless_status_is_no_exchange(tmp_path):
    path = tmp_path / "endless.har"
    entry = '{"request": {"method": "GET", "url": "/"}, "response": {"status": 1e999}}'
    path.write_text(f'{{"log": {{"entries": [\n{entry}]}}}}')
    with pytest.raises(UsageError, match=r"endless\.har:2: entry 0 of 'log\.entries' is no ex"):
        read_har(path)
