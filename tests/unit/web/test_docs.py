import json
import re

import pytest

from mockserver.http import Request
from mockserver.mock import Mock
from mockserver.web import docs as module
from mockserver.web.docs import Docs

ROOT = """
openapi: 3.1.0
info: {title: Lamps, version: '1'}
paths:
  /lamps:
    $ref: paths/lamps.yaml
"""
LAMPS = """
get:
  responses: {'200': {description: All, content: {application/json: {schema: {type: array}}}}}
"""


@pytest.fixture
def docs(tmp_path):
    (tmp_path / "api.yaml").write_text(ROOT)
    (tmp_path / "secret.yaml").write_text("password: x")
    (tmp_path / "paths").mkdir()
    (tmp_path / "paths/lamps.yaml").write_text(LAMPS)
    mock = Mock.load(tmp_path / "api.yaml")
    mock.respond(Request("GET", "/lamps"))
    return Docs(lambda: mock)


def get(docs, path, method="GET", prefix=""):
    return docs.respond(Request(method, path, prefix=prefix))


def test_the_page_and_all_that_it_names_are_served_from_here(docs):
    page = get(docs, "/__docs/").body.decode()
    named = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert {"assets/swagger-ui-bundle.js", "assets/swagger-ui.css", "docs.js"} <= set(named)
    for name in named:
        answer = get(docs, f"/__docs/{name}")
        assert answer.status in (200, 302), name
        assert answer.body or "Location" in answer.headers
    assert "//" not in page.replace("</", "<").replace("<!", "")


def test_the_page_may_load_nothing_from_elsewhere(docs):
    policy = get(docs, "/__docs/").headers.get("Content-Security-Policy")
    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert "http" not in policy


def test_the_document_and_what_it_refers_to_lie_as_their_references_lead(docs):
    first = get(docs, "/__docs/document").headers.get("Location")
    assert first == "/__docs/documents/api.yaml"
    document = json.loads(get(docs, first).body)
    assert document["info"]["title"] == "Lamps"
    reference = document["paths"]["/lamps"]["$ref"]
    assert json.loads(get(docs, f"/__docs/documents/{reference}").body)["get"]


@pytest.mark.parametrize(
    "path",
    [
        "/__docs/documents/secret.yaml",
        "/__docs/documents/../secret.yaml",
        "/__docs/documents/%2e%2e/secret.yaml",
        "/__docs/assets/../__init__.py",
        "/__docs/assets/LICENSE",
        "/__docs/nothing",
    ],
)
def test_nothing_else_is_read(docs, path):
    answer = get(docs, path)
    assert answer.status == 404
    assert json.loads(answer.body)["detail"].endswith("begin at /__docs/.")


def test_beneath_a_prefix_it_leads_beneath_it(docs):
    assert get(docs, "/__docs", prefix="/v2").headers.get("Location") == "/v2/__docs/"
    found = get(docs, "/__docs/document", prefix="/v2").headers.get("Location")
    assert found == "/v2/__docs/documents/api.yaml"


def test_it_is_only_read(docs):
    answer = get(docs, "/__docs/", "POST")
    assert (answer.status, answer.headers.get("Allow")) == (405, "GET, HEAD")


def test_names_that_are_no_asset_are_not_kept(docs):
    for number in range(3):
        assert get(docs, f"/__docs/assets/{number}").status == 404
    assert module._asset.cache_info().currsize <= len(module._ASSETS)
