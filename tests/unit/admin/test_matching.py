from difflib import SequenceMatcher

import pytest

from mockserver.admin import matching


@pytest.fixture
def busy(client):
    """A client that has asked for this and that."""
    client.ask("GET", "/shelves?limit=5&colour=red", Accept="application/json")
    client.ask("GET", "/shelves?limit=50")
    client.ask("POST", "/shelves", {"colour": "blue", "label": "third"}, X_Trace="t-1")
    client.ask("GET", "/shelves/7", Authorization="Bearer very-secret")
    client.ask("GET", "/nowhere")
    return client


NEITHER = {"doesNotContain": "0", "doesNotMatch": "[6-9]"}


@pytest.mark.parametrize(
    ("pattern", "calls"),
    [
        ({}, [1, 2, 3, 4, 5]),
        ({"operation": "listShelves"}, [1, 2]),
        ({"operation": "GET /shelves"}, [1, 2]),
        ({"operation": ["listShelves", "createShelf"]}, [1, 2, 3]),
        ({"tag": "shelves"}, [1, 2, 3]),
        ({"operation": "listShelves", "parameters": {"limit": 5}}, [1]),
        ({"parameters": {"limit": {"min": 6}}}, [2]),
        ({"parameters": {"colour": {"present": False}}, "operation": "listShelves"}, [2]),
        ({"headers": {"x-trace": {"regex": "t-[0-9]"}}}, [3]),
        ({"headers": {"Authorization": "Bearer very-secret"}}, [4]),
        ({"body": {"colour": "blue"}}, [3]),
        ({"body": {"label": {"contains": "hir"}}}, [3]),
        ({"body": {"colour": "red"}}, []),
        ({"status": 404}, [4, 5]),
        ({"method": "get", "status": 200}, [1, 2]),
        ({"method": "ANY", "urlPath": "/nowhere"}, [5]),
        ({"urlPathPattern": "/shelves/[0-9]+"}, [4]),
        ({"urlPattern": "/shelves\\?limit=5&.*"}, [1]),
        ({"url": "/shelves"}, []),
        ({"queryParameters": {"limit": {"equalTo": "5"}}}, [1]),
        ({"queryParameters": {"limit": {"matches": "5.?"}}}, [1, 2]),
        ({"urlPath": "/shelves", "queryParameters": {"colour": {"absent": True}}}, [2, 3]),
        ({"urlPath": "/shelves", "queryParameters": {"limit": NEITHER}}, [1, 3]),
        ({"headers": {"Accept": {"contains": "json"}}}, [1]),
        ({"headers": {"Accept": {"equalTo": "APPLICATION/JSON", "caseInsensitive": True}}}, [1]),
        ({"method": "POST", "bodyPatterns": [{"contains": "third"}]}, [3]),
        ({"bodyPatterns": [{"equalToJson": '{"label": "third", "colour": "blue"}'}]}, [3]),
        ({"bodyPatterns": [{"equalToJson": {"colour": "blue"}}]}, []),
        ({"bodyPatterns": [{"equalToJson": {"colour": "blue"}, "ignoreExtraElements": True}]}, [3]),
    ],
)
def test_calls_are_counted_by_what_they_are_like(busy, pattern, calls):
    assert busy("POST", "/journal/count", pattern).json["calls"] == calls
    assert busy("POST", "/requests/count", pattern).json["count"] == len(calls)


def test_requests_that_fit_a_pattern_are_found_as_wiremock_tells_them(busy):
    (found,) = busy("POST", "/requests/find", {"method": "POST"}).json["requests"]
    assert found["url"] == "/shelves?secret_key=%5Bredacted%5D"
    assert (found["method"], found["headers"]["X-Trace"]) == ("POST", "t-1")
    assert found["body"] == '{"colour": "blue", "label": "third"}'


def test_requests_that_no_operation_took_are_unmatched(busy):
    found = busy("GET", "/requests/unmatched").json["requests"]
    assert [each["url"].partition("?")[0] for each in found] == ["/nowhere"]
    events = busy("GET", "/requests?unmatched=true").json
    assert (events["meta"]["total"], events["requests"][0]["wasMatched"]) == (1, False)


def test_wiremocks_journal_comes_last_request_first_and_since_a_moment(busy):
    events = busy("GET", "/requests").json["requests"]
    assert [each["id"] for each in events] == ["5", "4", "3", "2", "1"]
    since = events[1]["request"]["loggedDateString"]
    late = busy("GET", f"/requests?since={since}").json["requests"]
    assert [each["id"] for each in late] == ["5", "4"]
    assert busy("GET", "/requests?since=0000-01-01T00:00:00Z").status == 409
    assert busy("POST", "/requests/reset").json == {"cleared": 5}


@pytest.mark.parametrize(
    ("count", "passed", "message"),
    [
        ({}, True, "1 call or more expected, 2 calls found."),
        ({"count": 2}, True, "2 calls expected, 2 calls found."),
        ({"count": 1}, False, "1 call expected, 2 calls found."),
        ({"count": {"min": 3}}, False, "3 calls or more expected, 2 calls found."),
        ({"count": {"min": 1, "max": 2}}, True, "1 to 2 calls expected, 2 calls found."),
        ({"count": 0}, False, "0 calls expected, 2 calls found."),
    ],
)
def test_calls_are_asserted(busy, count, passed, message):
    verdict = busy("POST", "/journal/verify", {"match": {"operation": "listShelves"}, **count}).json
    assert (verdict["passed"], verdict["message"]) == (passed, message)


def test_a_call_that_is_missed_is_told_with_the_closest_and_what_differs(busy):
    match = {"operation": "listShelves", "parameters": {"limit": 5, "colour": "green"}}
    verdict = busy("POST", "/journal/verify", {"match": match}).json
    closest = verdict["near_misses"][0]
    assert (verdict["passed"], closest["number"], closest["distance"]) == (False, 1, 0.333)
    assert closest["differences"] == [
        {"part": "parameter 'colour'", "expected": "green", "actual": "red"}
    ]
    second = verdict["near_misses"][1]
    assert second["differences"][1] == {"part": "parameter 'colour'", "expected": "green"}


def test_near_misses_of_a_path_are_those_that_are_written_alike(busy):
    misses = busy("POST", "/journal/near-misses", {"urlPath": "/nowere"}).json["near_misses"]
    assert misses[0]["differences"] == [
        {"part": "urlPath", "expected": "/nowere", "actual": "/nowhere"}
    ]
    none = busy("POST", "/journal/near-misses", {"urlPath": "/nowhere"}).json
    assert none == {"near_misses": []}


def test_a_near_miss_does_not_tell_a_secret(busy):
    pattern = {"headers": {"Authorization": "Bearer other"}, "operation": "readShelf"}
    answer = busy("POST", "/journal/near-misses", pattern)
    assert answer.json["near_misses"][0]["differences"][0]["actual"] == "[redacted]"
    assert b"very-secret" not in answer.body


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ({"operation": "listShelfs"}, "did you mean 'listShelves'?"),
        ({"parameters": {"limt": 1}}, "did you mean 'limit'?"),
        ({"parameters": {"limit": {"regex": "("}}}, "regular expression"),
        ({"urlPattern": "("}, "'urlPattern' is no regular expression"),
        ({"queryParameters": {"limit": {"matches": "("}}}, "regular expression"),
        ({"bodyPatterns": [{"matchesJsonPath": "$.x"}]}, "'matchesJsonPath' is not known here"),
        ({"bodyPatterns": [{"equalToJson": "{"}]}, "it is no JSON"),
    ],
)
def test_a_pattern_that_can_fit_nothing_is_refused_with_the_reason(busy, pattern, words):
    answer = busy("POST", "/journal/count", pattern)
    assert answer.status == 409
    assert words in answer.json["detail"]


def test_a_pattern_that_is_never_sent_is_counted_with_a_warning(busy):
    answer = busy("POST", "/journal/count", {"parameters": {"limit": 500}}).json
    assert answer["count"] == 0
    assert "this is never sent" in answer["warnings"][0]["message"]


def test_of_long_bodies_as_much_is_compared_as_can_be_in_time(busy, monkeypatch):
    compared = []

    class Counted(SequenceMatcher):
        def __init__(self, junk, one, other):
            compared.append(max(len(one), len(other)))
            super().__init__(junk, one, other)

    monkeypatch.setattr(matching, "SequenceMatcher", Counted)
    busy("POST", "/journal/near-misses", {"urlPath": "/nowere" * 1000})
    assert compared
    assert max(compared) == 500
