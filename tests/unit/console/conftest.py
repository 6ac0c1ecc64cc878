import re
from urllib.parse import urlencode

import pytest
from garden import DOCUMENT, PLANTS, SCENARIOS

from mockserver.admin import Access, Admin
from mockserver.console import Console
from mockserver.http import Headers, Request
from mockserver.mock import Mock, Reloading

HOST = "127.0.0.1:4010"


class Visitor:
    """Somebody who looks at the console of a mock, with cookies as browsers keep them."""

    def __init__(self, mock, peer="127.0.0.1", **access):
        self.mock = mock
        self.console = Console({"": Admin(mock, Access(**access)).respond})
        self.peer = peer
        self.cookies = {}

    def get(self, path, **headers):
        """Look at a page."""
        return self._send("GET", path, b"", headers)

    def post(self, path, form=None, *, signed=True, **headers):
        """Send a form, as a page that was looked at before would."""
        fields = dict(form or {})
        if signed:
            page = self.get("/sessions").body.decode()
            fields["form_token"] = re.search(r'name="form_token" value="(\w+)"', page)[1]
        return self._send("POST", path, urlencode(fields).encode(), headers)

    def _send(self, method, path, body, headers):
        target, _, query = path.partition("?")
        lines = {"Host": HOST, **{name.replace("_", "-"): each for name, each in headers.items()}}
        if self.cookies:
            lines["Cookie"] = "; ".join(f"{name}={each}" for name, each in self.cookies.items())
        request = Request(method, f"/__console{target}", query, Headers(lines.items()), body)
        response = self.console.respond(request, self.peer)
        for each in response.headers.all("Set-Cookie"):
            name, _, value = each.partition(";")[0].partition("=")
            self.cookies[name] = value
            if "Max-Age=0" in each:
                del self.cookies[name]
        return response


@pytest.fixture
def mock(tmp_path):
    (tmp_path / "plants").mkdir()
    (tmp_path / "api.yaml").write_text(DOCUMENT, encoding="utf-8")
    (tmp_path / "plants" / "plants.yaml").write_text(PLANTS, encoding="utf-8")
    (tmp_path / "plants" / "scenarios.yaml").write_text(SCENARIOS, encoding="utf-8")
    return Reloading(lambda: Mock.load(tmp_path / "api.yaml", tmp_path / "plants"))


@pytest.fixture
def visitor(mock):
    return Visitor(mock)
