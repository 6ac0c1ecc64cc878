import os
from threading import Event, Thread

import pytest

from mockserver.http import Headers, Request
from mockserver.mock import Mock, Reloading
from mockserver.mock.reloading import files
from mockserver.store import MemoryTables

DOCUMENT = """
openapi: 3.1.0
info: {title: Kites, version: '1'}
paths:
  /kites:
    get:
      responses:
        '200':
          description: All
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Kite'}}
    post:
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses:
        '201':
          description: Made
          content: {application/json: {schema: {$ref: '#/components/schemas/Kite'}}}
  /kites/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      responses:
        '200':
          description: It
          content: {application/json: {schema: {$ref: '#/components/schemas/Kite'}}}
        '404': {description: None}
components:
  schemas:
    Kite:
      type: object
      required: [id, name]
      properties: {id: {type: integer, readOnly: true}, name: {type: string}}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "api.yaml").write_text(DOCUMENT)
    (tmp_path / "fixtures").mkdir()
    write(tmp_path, "records: [{id: 1, name: Red}]")
    return tmp_path


def write(folder, text, name="fixtures/kites.yaml"):
    path = folder / name
    path.write_text(text)
    later = path.stat().st_mtime_ns + 1_000_000_000
    os.utime(path, ns=(later, later))


def reloading(folder, *, reset=False, tables=None):
    tables = tables or MemoryTables()
    return Reloading(
        lambda: Mock.load(folder / "api.yaml", folder / "fixtures", tables=tables), reset=reset
    )


def names(mock, session=""):
    lines = Headers((("X-Mock-Session", session),))
    body = mock.respond(Request("GET", "/kites", headers=lines)).body.decode()
    return [part.split('"')[0] for part in body.split('"name":"')[1:]]


def make(mock, name, session=""):
    lines = Headers((("Content-Type", "application/json"), ("X-Mock-Session", session)))
    body = f'{{"name": "{name}"}}'.encode()
    assert mock.respond(Request("POST", "/kites", headers=lines, body=body)).status == 201


def test_a_changed_fixture_file_is_served_and_what_was_made_is_kept(folder):
    mock = reloading(folder)
    make(mock, "Mine")
    write(folder, "records: [{id: 1, name: Blue}, {id: 7, name: Green}]")
    assert mock.look().error == ""
    assert names(mock) == ["Blue", "Green", "Mine"]
    assert mock.renewals == 1


def test_with_reset_what_was_made_goes(folder):
    mock = reloading(folder, reset=True)
    make(mock, "Mine")
    write(folder, "records: [{id: 1, name: Blue}]")
    mock.look()
    assert names(mock) == ["Blue"]


def test_with_reset_what_sessions_made_goes_too(folder):
    mock = reloading(folder, reset=True)
    make(mock, "Mine")
    assert names(mock, "ann") == ["Red", "Mine"]
    make(mock, "Anns", "ann")
    write(folder, "records: [{id: 1, name: Blue}]")
    mock.look()
    assert (names(mock), names(mock, "ann")) == (["Blue"], ["Blue"])


def test_of_all_who_share_the_state_the_first_to_look_resets_it(folder):
    tables = MemoryTables()
    first, second = (reloading(folder, reset=True, tables=tables) for _ in range(2))
    write(folder, "records: [{id: 1, name: Blue}]")
    first.look()
    make(first, "Mine")
    second.look()
    assert names(second) == ["Blue", "Mine"]
    second.reload()
    assert names(second) == ["Blue"]


def test_nothing_is_read_again_while_nothing_has_changed(folder):
    mock = reloading(folder)
    before = mock.mock
    assert mock.look() is None
    assert mock.mock is before


def test_a_new_file_in_the_folder_of_fixtures_is_seen(folder):
    (folder / "fixtures/kites.yaml").unlink()
    mock = reloading(folder)
    write(folder, "records: [{id: 5, name: New}]")
    mock.look()
    assert names(mock) == ["New"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("fixtures/kites.yaml", "records: [{id: 1, name: 5}]", "kites.yaml:1:25"),
        ("fixtures/kites.yaml", "records: [", "kites.yaml:1:"),
        ("api.yaml", "openapi: 3.1.0\npaths: [", "api.yaml:2:"),
    ],
)
def test_a_broken_file_leaves_the_old_mock_and_says_where_it_is_broken(folder, name, text, said):
    mock = reloading(folder)
    write(folder, text, name)
    assert said in mock.look().error
    assert names(mock) == ["Red"]
    assert mock.look() is None, "it is told once"
    assert mock.renewals == 0


def test_a_file_made_whole_again_is_served(folder):
    mock = reloading(folder)
    write(folder, "records: [")
    mock.look()
    write(folder, "records: [{id: 2, name: Whole}]")
    write(folder, "records: [{id: 2, name: Whole again}]")
    mock.look()
    assert names(mock) == ["Whole again"]


def test_records_that_the_new_document_forbids_are_kept_and_told(folder):
    mock = reloading(folder)
    make(mock, "Long enough")
    write(folder, DOCUMENT.replace("name: {type: string}", "name: {maxLength: 5}"), "api.yaml")
    told = mock.look().forbidden
    assert len(told) == 1
    assert told[0].startswith("/kites/2/name: ")
    assert "api.yaml:" in told[0]
    assert names(mock) == ["Red", "Long enough"]


def test_the_journal_goes_on(folder):
    mock = reloading(folder)
    heard = []
    mock.mock.journal.listen(heard.append)
    names(mock)
    write(folder, "records: []")
    mock.look()
    names(mock)
    assert [each.request.path for each in heard] == ["/kites", "/kites"]
    assert len(mock.mock.journal.exchanges()) == 2


def test_no_request_is_dropped_while_files_change(folder):
    mock = reloading(folder)
    stop, statuses, told = Event(), [], []
    watcher = Thread(target=mock.watch, args=(stop, told.append, 0.01))
    watcher.start()

    def ask():
        while not stop.is_set():
            statuses.append(mock.respond(Request("GET", "/kites/1")).status)

    clients = [Thread(target=ask) for _ in range(3)]
    for client in clients:
        client.start()
    for number in range(5):
        write(folder, f"records: [{{id: 1, name: N{number}}}]")
        mock.look()
    stop.set()
    for thread in (watcher, *clients):
        thread.join()
    assert set(statuses) == {200}
    assert names(mock) == ["N4"]


def test_what_is_written_while_files_are_read_is_read_the_next_time(folder):
    tables, writing = MemoryTables(), []

    def load():
        mock = Mock.load(folder / "api.yaml", folder / "fixtures", tables=tables)
        if writing:
            write(folder, writing.pop())
        return mock

    mock = Reloading(load)
    write(folder, "records: [{id: 1, name: First}]")
    writing.append("records: [{id: 1, name: Second}]")
    mock.look()
    assert names(mock) == ["First"]
    mock.look()
    assert names(mock) == ["Second"]
    assert mock.look() is None


def test_a_folder_that_is_gone_for_a_moment_ends_no_watch(folder, monkeypatch):
    mock = reloading(folder)

    def gone(self):
        raise FileNotFoundError(self)

    monkeypatch.setattr(type(folder), "iterdir", gone)
    assert files(mock.mock) == (folder / "api.yaml", folder / "fixtures")
    assert names(mock) == ["Red"]
