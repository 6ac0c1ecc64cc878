"""Recorded traffic is replayed: an honest service ends green, one that drifted does not."""

import json
import re

import pytest
from gate import served
from players import BY_NAME, SERVICES

HONEST = [(api.name, name) for api in BY_NAME.values() for name in api.honest]
# What the traffic touches, and the rule that tells of it.
LIES = {
    "another-record": "record-mixed-up",
    "create-not-stored": "traffic-status",
    "phone-lost": "value-differs",
    "patch-not-stored": "value-differs",
    "patch-resets-rest": "value-differs",
    "patch-ignores-null": "value-differs",
    "updated-frozen": "touch-missing",
    "created-moves": "creation-moved",
    "duplicate-email": "traffic-status",
    "list-omits-newest": "list-incomplete",
    "list-repeats": "list-doubled",
    "default-inactive": "value-differs",
    "location-wrong": "location-broken",
    "trace-leaked": "trace-leaked",
    "secret-leaked": "secret-leaked",
    "nan-in-json": "strict-json",
    "creates-with200": "traffic-status",
    "put-merges": "value-differs",
    "pages-overlap": "list-incomplete",
    "total-of-page": "list-miscounted",
    "limit-ignored": "list-miscounted",
    "filter-ignored": "list-unfiltered",
    "delete-hides": "traffic-status",
}


def service(name):
    api, kind = SERVICES[name]
    return api, kind()


@pytest.mark.parametrize(("api", "name"), HONEST)
def test_an_honest_service_ends_green_and_does_so_again(players, api, name):
    _, honest = service(name)
    player = players[api]
    with served(honest.app()) as url:
        for nonce in ("n1", "n2"):
            found = player.at(url, nonce=nonce)
            assert [e.message for e in found.findings if e.severity == "error"] == []
            assert found.requests >= 15


@pytest.mark.parametrize("name", LIES)
def test_a_lie_that_the_traffic_touches_is_told(players, name):
    api, liar = service(name)
    assert LIES[name] in players[api].told(liar)


def test_most_lies_about_the_shape_of_answers_are_told(players):
    for api in BY_NAME.values():
        lies = {**api.liars.get("shape", {}), **api.liars.get("stations-shape", {})}
        missed = [name for name, kind in lies.items() if not players[api.name].told(kind())]
        assert missed == []


def test_a_service_that_is_dead_is_never_green(players):
    for name, kind in BY_NAME["customers"].liars["dead"].items():
        assert players["customers"].told(kind()), name


def test_nothing_is_left_behind_where_it_can_be_deleted(players):
    _, honest = service("stations-honest")
    before = dict(honest.records)
    players["stations"].told(honest)
    assert honest.records == before


def test_only_reading_requests_are_sent_where_nothing_may_be_written(players):
    api, honest = service("honest")
    before = json.dumps(honest.records)
    assert players[api].told(honest, read_only=True) == []
    assert json.dumps(honest.records) == before


def test_what_is_withheld_is_told_with_its_reason(players):
    api, honest = service("honest")
    with served(honest.app()) as url:
        found = players[api].at(url, read_only=True).findings
    told = [each.message for each in found if each.rule == "traffic-withheld"]
    assert any("8 recorded requests were not replayed: it writes" in each for each in told), told
    assert any("about a record that is not there" in each for each in told), told


def test_a_target_with_other_data_is_warned_of_and_not_failed(players):
    api, honest = service("honest")
    honest.records = {f"cus_other{n}": {**each, "id": f"cus_other{n}", "email": f"{n}@x.example"}
                      for n, each in enumerate(honest.records.values())}  # fmt: skip
    assert players[api].told(honest) == []
    assert "traffic-other-data" in players[api].told(honest, "warning")


def test_after_a_reset_the_same_is_an_error(players):
    api, honest = service("honest")
    honest.records = {}
    assert "traffic-status" in players[api].told(honest, is_seeded=True)


def test_a_finding_names_the_line_of_the_document_and_the_entry_of_the_archive(players):
    api, liar = service("pages-overlap")
    with served(liar.app()) as url:
        found = [e for e in players[api].at(url).findings if e.severity == "error"]
    assert re.search(r"stations\.har:\d+, entry \d+", found[0].message)
    assert found[0].origin.line > 1
    assert found[0].evidence.curl.startswith("curl ")
    assert "t0ken-of-the-gate" not in found[0].evidence.curl


def test_a_secret_that_was_taken_out_has_to_be_given(players):
    api, honest = service("stations-honest")
    with served(honest.app()) as url:
        found = players[api].at(url, headers=()).findings
    assert found[0].rule == "nothing-tested"
    assert any("give one: -H 'Authorization: ...'" in each.message for each in found)


def test_what_a_browser_had_kept_is_fetched_and_not_accused(players, tmp_path):
    api, honest = service("honest")
    log = json.loads(players[api].archive.read_text())
    read = [each for each in log["log"]["entries"] if each["request"]["method"] == "GET"]
    for entry in read:
        entry["request"]["headers"].append({"name": "if-none-match", "value": '"kept-then"'})
        entry["response"] = {**entry["response"], "status": 304, "content": {"size": 0}}
    archive = tmp_path / "kept.har"
    archive.write_text(json.dumps({**log, "log": {**log["log"], "entries": read[:1]}}))
    with served(honest.app()) as url:
        found = players[api].at(url, archive)
    assert [each.message for each in found.findings if each.severity == "error"] == []


def test_other_hosts_and_paths_are_told_once_and_a_base_path_is_found_out(players, tmp_path):
    api, honest = service("honest")
    log = json.loads(players[api].archive.read_text())
    for entry in log["log"]["entries"]:
        entry["request"]["url"] = f"https://shop.example/gateway{entry['_target']}"
        del entry["_target"], entry["_source"], entry["_operation"]
        entry["request"]["headers"].append({"name": ":authority", "value": "shop.example"})
    other = json.loads(json.dumps(log["log"]["entries"][0]))
    for url in ("https://cdn.example/a.js", "https://cdn.example/b.js", "data:text/plain,x"):
        log["log"]["entries"].insert(0, {**other, "request": {**other["request"], "url": url}})
    url = "https://shop.example/gateway/api/v1/unknown"
    log["log"]["entries"] += [{**other, "request": {**other["request"], "url": url}}] * 2
    archive = tmp_path / "browser.har"
    archive.write_text(json.dumps(log))
    with served(honest.app()) as url:
        found = players[api].at(url, archive)
    told = {each.rule: each.message for each in found.findings}
    assert told.keys() == {"traffic-undeclared", "traffic-elsewhere"}
    assert told["traffic-undeclared"].startswith("2 recorded requests are not in the document")
    assert (
        "https://shop.example/gateway was replayed; not 2 of cdn.example"
        in told["traffic-elsewhere"]
    )
