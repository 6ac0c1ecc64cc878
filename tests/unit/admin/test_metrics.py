import re

from mockserver.admin import Access, Admin
from mockserver.http import Request
from mockserver.journal import Journal
from mockserver.mock import Mock
from mockserver.store import open_tables

DOCUMENT = """\
openapi: 3.1.0
info: {title: 'A "new" \\ shop', version: '1'}
paths:
  /one:
    get:
      responses: {'200': {description: It., content: {application/json: {example: 1}}}}
"""
SAMPLE = re.compile(
    r'(?P<name>[a-z_]+)(?P<labels>\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*\})?'
    r" (?P<value>[0-9.]+(?:e-?[0-9]+)?)"
)


def mock_of(tmp_path, **choices):
    path = tmp_path / "api.yaml"
    path.write_text(DOCUMENT)
    return Mock.load(path, **choices)


def scraped(mock):
    """The samples by name and labels; every line is one of the text format."""
    answer = Admin(mock).respond(Request("GET", "/__admin/metrics"), "127.0.0.1")
    assert answer.headers.get("Content-Type") == "text/plain; version=0.0.4; charset=utf-8"
    samples = {}
    for line in answer.body.decode().splitlines():
        if not line.startswith(("# HELP ", "# TYPE ")):
            found = SAMPLE.fullmatch(line)
            assert found, line
            samples[found["name"] + (found["labels"] or "")] = float(found["value"])
    return samples


def test_exchanges_are_counted_by_operation_status_and_source(tmp_path):
    mock = mock_of(tmp_path)
    for path in ("/one", "/one", "/two"):
        mock.respond(Request("GET", path))
    samples = scraped(mock)
    name = "mockserver_exchanges_total"
    assert samples[f'{name}{{operation="GET /one",status="200",source="example"}}'] == 2
    assert samples[f'{name}{{operation="",status="404",source="problem"}}'] == 1
    broken = "mockserver_violations_total"
    assert samples[f'{broken}{{operation="",status="404",source="problem"}}'] == 1
    assert samples["mockserver_sessions"] == 0


def test_what_comes_again_is_counted_and_so_is_what_the_journal_forgot(tmp_path):
    mock = mock_of(tmp_path)
    mock.journal = Journal(mock.tables, 2)
    request = Request("GET", "/one")
    first = mock.respond(request)
    assert [first.again(request.headers) for _ in range(4)] == [True] * 4
    mock.journal.clear()
    kind = '{operation="GET /one",status="200",source="example"}'
    assert scraped(mock)[f"mockserver_exchanges_total{kind}"] == 5


def test_labels_are_escaped(tmp_path):
    labels = r'title="A \"new\" \\ shop"'
    assert any(labels in name for name in scraped(mock_of(tmp_path)))


def test_the_counts_of_all_who_share_a_state_are_added(tmp_path):
    place = f"sqlite:{tmp_path / 'state.db'}"
    one, other = (mock_of(tmp_path, tables=open_tables(place)) for _ in range(2))
    for mock in (one, other, other):
        mock.respond(Request("GET", "/one"))
    assert len(other.journal.counts.all()) == 1  # writes what it counted
    kind = '{operation="GET /one",status="200",source="example"}'
    assert scraped(one)[f"mockserver_exchanges_total{kind}"] == 3
    for mock in (one, other):
        mock.tables.close()


def test_whether_it_can_answer_is_told_to_anybody_and_nothing_else_is(tmp_path):
    admin = Admin(mock_of(tmp_path), Access(token="s3cret"))
    answer = admin.respond(Request("GET", "/__admin/ready"), "10.0.0.1")
    assert (answer.status, answer.body) == (204, b"")
    for path in ("/__admin/health", "/__admin/metrics", "/__admin/ready/x"):
        assert admin.respond(Request("GET", path), "10.0.0.1").status == 401


def test_it_is_not_ready_while_the_state_is_out_of_reach(tmp_path):
    mock = mock_of(tmp_path)

    class Gone:
        is_shared = False

        def __getattr__(self, name):
            from mockserver.errors import StoreError

            raise StoreError("the store is gone")

    mock.tables = Gone()
    answer = Admin(mock).respond(Request("GET", "/__admin/ready"), "127.0.0.1")
    assert answer.status == 503
    assert b"the store is gone" in answer.body
