"""What two consumers do with the APIs of the gate, recorded as `mockserver record` does it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "liars"))

from mockserver.http import Headers, Request
from mockserver.journal import Journal
from mockserver.journal.har import HarFile
from mockserver.journal.redaction import Redaction
from mockserver.record import Proxy
from mockserver.spec.load import load_spec
from mockserver.transport import Target


class Consumer:
    """Asks through the proxy of ``record``, which writes an archive without secrets."""

    def __init__(self, document, url, archive, headers=()):
        spec = load_spec(str(document))
        redaction, har = Redaction(spec), HarFile(archive, url)
        journal = Journal(limit=1)
        journal.listen(lambda each: har.add(redaction.exchange(each)))
        self._proxy = Proxy(spec, Target(url), journal=journal)
        self._headers = headers

    def ask(self, method, path, value=None, query="", **headers):
        """Send a request; status and value of the answer."""
        sent = [*self._headers, *((k.replace("_", "-"), v) for k, v in headers.items())]
        body = b""
        if value is not None:
            sent.append(("Content-Type", "application/json"))
            body = value if isinstance(value, bytes) else json.dumps(value).encode()
        answer = self._proxy.respond(Request(method, path, query, Headers(sent), body))
        is_json = "json" in (answer.headers.get("Content-Type") or "")
        return answer.status, json.loads(answer.body) if answer.body and is_json else None


FULL = {
    "name": "Asha Mollel",
    "email": "asha@mollel.example",
    "phone": "+255700000001",
    "address": {"city": "Arusha", "country": "TZ"},
    "custom_data": {"loyalty_program": "gold", "since": "2019"},
}


def use_customers(consumer):
    """A shop's back office."""
    path, ask = "/api/v1/customers", consumer.ask
    _, listed = ask("GET", path)
    ask("GET", f"{path}/cus_01h3vjs3b16yc3f9q8q9pfrb80")
    ask("GET", f"{path}/cus_01h3vjs3b16yc3f9q8q9pfrb99")
    _, full = ask("POST", path, FULL)
    _, least = ask("POST", path, {"name": "Juma Ali", "email": "juma@ali.example"})
    for made in (full, least):
        ask("GET", f"{path}/{made['id']}")
    ask("POST", path, {**FULL, "name": "Another"})
    ask("POST", path, {"name": "No address"})
    ask("PATCH", f"{path}/{full['id']}", {"phone": None})
    ask("PATCH", f"{path}/{full['id']}", {"address": {"city": "Moshi", "country": "TZ"}})
    ask("GET", f"{path}/{full['id']}")
    ask("PATCH", f"{path}/{least['id']}", {"status": "inactive"})
    ask("PATCH", f"{path}/{least['id']}", {"name": 7})
    ask("GET", f"{path}/{least['id']}")
    ask("GET", path)
    assert listed


STATION = {
    "code": "MWZ-1", "kind": "land", "latitude": -2.5, "altitude": 1147, "notes": "by the lake",
    "active": False, "sensors": ["rain", "wind"],
}  # fmt: skip


def use_stations(consumer):
    """A map of weather stations, whose user first forgets to log in."""
    ask = consumer.ask
    ask("GET", "/stations", query="per_page=5")
    ask("GET", "/stations", query="page=2&per_page=2")
    ask("GET", "/stations", query="kind=sea")
    ask("GET", "/stations/1")
    ask("GET", "/stations/99999")
    _, full = ask("POST", "/stations", STATION)
    _, least = ask("POST", "/stations", {"code": "MWZ-2", "kind": "air", "latitude": 1.5})
    ask("GET", f"/stations/{full['id']}")
    ask("POST", "/stations", {**STATION, "notes": "taken"})
    ask("POST", "/stations", {**STATION, "code": "MWZ-9", "latitude": 91})
    ask("PUT", f"/stations/{full['id']}", {"code": "MWZ-3", "kind": "sea", "latitude": 0})
    ask("GET", f"/stations/{full['id']}")
    ask("GET", "/stations", query="kind=air")
    ask("GET", "/stations")
    ask("DELETE", f"/stations/{least['id']}")
    ask("GET", f"/stations/{least['id']}")
    ask("GET", "/stations")
