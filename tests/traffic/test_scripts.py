"""What a replay tells of single answers, each of them written as a script."""

from http.client import RemoteDisconnected

import pytest
from script import BASE, FICTION, HERE, Said, Script, Step

from mockserver.errors import TargetError, UsageError
from mockserver.journal.redaction import REDACTED

MADE = {
    "id": "s1-made",
    "name": "Drama",
    "token": "t-drama-0001",
    "made_at": "2026-01-03T00:00:00Z",
}
HERE_MADE = {**MADE, "id": "x7-made", "token": "t-other-9999", "made_at": "2026-02-03T00:00:00Z"}
SENT = {"name": "Drama"}


def makes(now=HERE_MADE, sent=SENT, then=MADE):
    return Step("POST", "/shelves", Said(201, then), Said(201, now), sent)


@pytest.fixture
def script(tmp_path):
    def script(*steps):
        return Script(tmp_path, *steps)

    return script


def closed():
    error = TargetError("it ended")
    error.__cause__ = RemoteDisconnected()
    return error


def refused():
    error = TargetError("nothing listens")
    error.__cause__ = ConnectionRefusedError()
    return error


# --- answers of no record


@pytest.mark.parametrize(
    ("then", "now", "rule", "said"),
    [
        ({"up": True}, {"up": 1}, "value-differs", "answered with a number at /up, where true was"),
        ({"up": "y"}, {"up": ["y"]}, "value-differs", 'with a list at /up, where "y" was recorded'),
        ({"up": [1]}, {"up": {"a": 1}}, "value-differs", "answered with an object at /up"),
        ({"up": 1}, {"up": "1"}, "value-differs", "answered with a text at /up, where 1 was"),
        ({"up": 1}, {"up": None}, "value-differs", "answered without /up, where 1 was recorded"),
        ({"up": 1}, {}, "value-differs", "answered without /up, where 1 was recorded"),
        ([{"a": 1}], [{"a": "1"}], "value-differs", "answered with a text at /0/a, where 1 was"),
        ([{"a": 1}, {"a": 2}], [{"b": 1}], "value-differs", "answered without /0/a, where 1 was"),
        ({"up": "yes"}, {"up": "no"}, "traffic-drift", 'answered with "no" at /up, where "yes"'),
    ],
)
def test_members_that_are_gone_or_of_another_type_are_told(script, then, now, rule, said):
    told = script(Step("GET", "/status", Said(200, then), [Said(200, now)] * 2)).told()
    assert list(told) == [rule]
    assert said in told[rule]


@pytest.mark.parametrize(
    ("then", "now"),
    [
        ({"at": "2026-01-01T00:00:00Z"}, {"at": "2027-01-01T00:00:00Z"}),
        ({"token": REDACTED}, {"token": 7}),
        ({"old": None}, {}),
        ([], [{"a": 1}]),
        ([1, 2], [1]),
        ([{"a": 1}, {"a": None}], [{"b": 1}]),
        ({"up": 1}, {"up": 1, "more": 2}),
    ],
)
def test_other_moments_secrets_and_lists_of_other_lengths_are_other_data(script, then, now):
    assert script(Step("GET", "/status", Said(200, then), Said(200, now))).told() == {}


def test_an_answer_without_its_body_is_told(script):
    told = script(Step("GET", "/status", Said(200, {"up": 1}), Said(200, b"", {}))).told()
    assert "content-type-conformance" in told or "traffic-drift" in told


def test_an_answer_that_is_not_declared_is_told_as_recorded_and_is_no_error(script):
    step = Step("GET", "/status", Said(302, None, {"Location": "/x"}))
    (found,) = [e for e in script(step).play().findings if e.rule == "traffic-undeclared"]
    assert found.severity == "info"
    assert "answered 302 as recorded, which is not declared; declared: 200" in found.message


def test_a_header_that_breaks_its_schema_is_told_as_such(script):
    then, now = (Said(200, FICTION, {"X-Count": each}) for each in ("7", "many"))
    told = script(Step("GET", "/shelves/fiction", then, [now, now])).told()
    assert "X-Count" in told["response-headers-conformance"]


def test_a_location_that_is_left_out_is_told(script):
    then = Said(201, MADE, {"Location": "/shelves/s1-made"})
    step = Step("POST", "/shelves", then, Said(201, HERE_MADE), SENT)
    said = "answered 201 without the Location that was recorded"
    assert script(step).told() == {"traffic-drift": said}


# --- what a target does not answer


def test_a_target_that_gives_no_answer_to_one_request_is_told_and_the_rest_is_replayed(script):
    played = script(
        Step("GET", "/status", Said(200, {}), closed()), Step("GET", "/shelves", Said(200, []))
    )
    found = played.play()
    assert [(e.rule, "before its answer was whole" in e.message) for e in found.findings][:1] == [
        ("no-answer", True)
    ]
    assert found.requests == 1


def test_a_target_that_is_not_there_ends_the_replay(script):
    with pytest.raises(TargetError):
        script(Step("GET", "/status", Said(200, {}), refused())).play()


def test_an_answer_that_takes_longer_than_it_may_is_told(script):
    told = script(Step("GET", "/status", Said(200, {}))).told(max_response_time=0.0)
    assert "which is above the limit of 0" in told["too-slow"]


def test_a_target_that_limits_the_rate_is_warned_of(script):
    told = script(Step("GET", "/status", Said(200, {}), Said(429))).told()
    assert told["traffic-withheld"] == "answered 429, so it was not compared"


def test_no_time_is_left_for_a_replay_that_may_take_none(script):
    found = script(Step("GET", "/status", Said(200, {}))).play(max_time=-1.0)
    assert (found.reason, found.requests) == ("max_time", 0)


def test_operations_that_were_not_chosen_are_left_out(script):
    steps = [Step("GET", "/status", Said(200, {}), []), Step("GET", "/shelves", Said(200, []))]
    played = script(*steps)
    assert played.play(selected=frozenset(["GET /shelves"])).requests == 1
    assert [each.path for each in played.asked] == ["/shelves"]


def test_a_target_that_is_lost_while_what_was_made_is_put_away_is_left_alone(script):
    played = script(makes(), makes({**HERE_MADE, "id": "x8-made"}, then={**MADE, "id": "s2-made"}))
    answer = played._answer

    def lost(request):
        if request.method == "DELETE":
            played.asked.append(request)
            raise refused()
        return answer(request)

    played._answer = lost
    played.play()
    assert [each.method for each in played.asked] == ["POST", "POST", "DELETE"]


# --- a second look


def test_what_does_not_happen_a_second_time_is_a_warning(script):
    now = [Said(200, {"up": "1"}), Said(200, {"up": 1})]
    found = script(Step("GET", "/status", Said(200, {"up": 1}), now)).play().findings
    assert [(e.rule, e.severity) for e in found] == [("value-differs", "warning")]
    assert "; it did not happen a second time" in found[0].message


def test_what_is_right_after_a_while_is_right_where_that_is_allowed(script):
    now = [Said(200, {"up": "1"}), Said(200, {"up": "1"}), Said(200, {"up": 1})]
    assert script(Step("GET", "/status", Said(200, {"up": 1}), now)).told(settle=1.0) == {}


def test_where_no_second_look_is_given_the_first_one_counts(script):
    told = script(Step("GET", "/status", Said(200, {"up": 1}), [Said(200, {}), closed()])).told()
    assert set(told) == {"value-differs", "no-answer"}


# --- what is withheld


def test_a_record_that_was_not_made_here_is_deleted_only_where_that_may_be(script):
    step = Step("DELETE", "/shelves/fiction", Said(204), [])
    told = script(step).told(is_own=False)
    assert "it deletes a record that was not made here" in told["traffic-withheld"]


def test_a_refusal_for_want_of_a_credential_cannot_be_told_again(script):
    step = Step("GET", "/status", Said(403), [], fields={"X-Key": REDACTED})
    told = script(step).told()
    assert "which X-Key was refused is not told" in told["traffic-withheld"]


@pytest.mark.parametrize(
    "line", [("X-Na\nme", "a"), ("X-Name", "na\u00efve \u540d"), ("X-Name", "a\nb")]
)
def test_what_http_cannot_send_is_withheld(script, line):
    told = script(Step("GET", "/status", Said(200, {}), [], fields=dict([line]))).told()
    assert "HTTP has no way to send its header" in told["traffic-withheld"]


def test_what_is_made_and_cannot_be_deleted_is_told(script):
    sent = {"title": "Emma"}
    then, now = (Said(201, {"id": key, **sent}) for key in ("b1", "b2"))
    step = Step("POST", "/shelves/fiction/books", then, now, sent)
    left = script(step).play().left
    assert (left.paths, dict(left.kept)) == ((), {"/shelves/{id}/books": 1})
    assert dict(script(step).play(is_seeded=True).left.kept) == {}


def test_a_secret_in_a_query_has_to_be_given_and_is_sent_then(script):
    step = Step("GET", f"/status?key={REDACTED}&a=1", Said(200, {}))
    told = script(step).told()
    assert "the archive holds no key; give one: -H 'key: ...'" in told["traffic-withheld"]
    played = script(step)
    assert played.told(headers=(("Key", "s3 cret"),)) == {}
    assert played.asked[0].query == "key=s3%20cret&a=1"


def test_a_preflight_of_a_browser_and_an_upgrade_are_not_replayed(script):
    played = script(
        Step("OPTIONS", "/status", Said(204), []),
        Step("GET", "/status", Said(101), []),
        Step("GET", "/status", Said(200, {})),
    )
    assert played.play().requests == 1


def test_an_archive_of_something_else_is_refused(script):
    with pytest.raises(UsageError, match=r"no entry below https://other\.example is a request"):
        script(Step("GET", "/status", Said(200, {}))).play(base_url="https://other.example")


# --- cookies, tags and names


def test_a_session_that_was_opened_here_is_kept_up(script):
    played = script(
        Step("POST", "/session", Said(204), Said(204, None, {"Set-Cookie": "sid=here; Path=/"})),
        Step("GET", "/status", Said(200, {}), fields={"Cookie": "sid=there; theme=dark"}),
        Step("GET", "/status", Said(200, {}), fields={"Cookie": REDACTED}),
        Step("GET", "/status", Said(200, {})),
    )
    assert played.told() == {}
    cookies = [each.headers.get("Cookie") for each in played.asked]
    assert cookies == [None, "sid=here; theme=dark", "sid=here", "sid=here"]


def test_a_condition_names_the_tag_of_this_target(script):
    then, now = (Said(200, FICTION, {"ETag": each}) for each in ('"old"', '"new"'))
    played = script(
        Step("GET", "/shelves/fiction", then, now),
        Step("GET", "/shelves/fiction", Said(304), fields={"If-None-Match": '"old"'}),
    )
    assert played.told() == {}
    assert played.asked[1].headers.get("If-None-Match") == '"new"'


def test_a_record_that_was_made_is_called_by_its_name_of_here(script):
    played = script(
        makes(),
        Step("GET", "/shelves/s1-made", Said(200, MADE), Said(200, HERE_MADE)),
        Step(
            "POST", "/loans", Said(201, {"id": "l1", "shelf_id": "s1-made", "who": "t-drama-0001"}),
            Said(201, {"id": "l2", "shelf_id": "x7-made", "who": "t-other-9999"}),
            {"shelf_id": "s1-made", "who": "t-drama-0001"},
        ),
        Step("GET", "/status?see=a.t-drama-0001.b", Said(200, {"next": f"{BASE}/shelves/s1-made"}),
             Said(200, {"next": f"{HERE}/shelves/x7-made"})),
    )  # fmt: skip
    assert played.told() == {}
    assert played.asked[1].path == "/shelves/x7-made"
    assert b'"shelf_id": "x7-made"' in played.asked[2].body
    assert played.asked[3].query == "see=a.t-other-9999.b"
    assert played.asked[-1].path == "/shelves/x7-made"  # and it is put away by that name


def test_what_was_made_below_a_record_is_made_below_that_of_here(script):
    book = {"id": "b1-book", "shelf_id": "s1-made", "title": "Faust"}
    here = {"id": "c1-book", "shelf_id": "x7-made", "title": "Faust"}
    played = script(
        makes(),
        Step(
            "POST", "/shelves/s1-made/books", Said(201, book), Said(201, here), {"title": "Faust"}
        ),
        Step("GET", "/shelves/s1-made/books", Said(200, [book]), Said(200, [here])),
        Step("GET", "/shelves/s1-made/books/b1-book", Said(200, book), Said(200, here)),
    )
    assert played.told() == {}
    assert played.asked[3].path == "/shelves/x7-made/books/c1-book"


# --- records


def test_a_record_that_is_taken_is_made_once_more_under_another_name(script):
    here = {**HERE_MADE, "name": "Dramn1"}
    step = Step("POST", "/shelves", Said(201, MADE), [Said(409), Said(201, here)], SENT)
    played = script(step)
    found = played.play()
    assert [each.method for each in played.asked] == ["POST", "POST", "DELETE"]
    assert b"n1" in played.asked[1].body
    assert "traffic-status" not in {each.rule for each in found.findings}


@pytest.mark.parametrize("sent", [[1], {"name": 5}, {"name": "ab"}])
def test_what_has_no_name_to_change_is_told_as_it_was_refused(script, sent):
    told = script(Step("POST", "/shelves", Said(201, MADE), Said(409), sent)).told()
    assert "answered 409 where 201 was recorded" in str(told)


def test_a_shelf_that_was_deleted_may_not_be_listed(script):
    played = script(
        makes(),
        Step("GET", "/shelves", Said(200, [MADE]), Said(200, [HERE_MADE])),
        Step("DELETE", "/shelves/s1-made", Said(204)),
        Step("GET", "/shelves", Said(200, []), [Said(200, [HERE_MADE])] * 2),
    )
    assert 'lists the record "x7-made", which was deleted' in played.told()["deleted-found"]


def test_a_moment_that_is_gone_is_told(script):
    here = {name: each for name, each in HERE_MADE.items() if name != "made_at"}
    played = script(
        makes(), Step("GET", "/shelves/s1-made", Said(200, MADE), [Said(200, here)] * 2)
    )
    assert "answered without /made_at" in played.told()["value-differs"]


def test_other_data_of_a_record_that_nobody_made_is_a_warning(script):
    other = {**FICTION, "name": "Novels", "room": "north", "size": 9, "token": "other-token"}
    step = Step("GET", "/shelves/fiction", Said(200, FICTION), Said(200, other))
    told = script(step).told()
    assert set(told) == {"traffic-other-data"}
    assert "answers with other data than was recorded" in told["traffic-other-data"]


def test_a_value_of_a_record_that_nobody_made_is_known_after_a_reset(script):
    other = Said(200, {**FICTION, "name": "N"})
    step = Step("GET", "/shelves/fiction", Said(200, FICTION), [other] * 2)
    for is_seeded, severity in ((False, "warning"), (True, "error")):
        found = script(step).play(is_seeded=is_seeded).findings
        assert [(each.rule, each.severity) for each in found] == [("value-differs", severity)]


def test_a_reference_to_what_is_not_there_may_be_refused(script):
    step = Step("POST", "/loans", Said(201, {"id": "l1", "shelf_id": "lost"}), Said(422),
                {"shelf_id": "lost"})  # fmt: skip
    assert "traffic-other-data" in script(step).told()


def test_a_body_with_a_secret_in_it_may_be_refused(script):
    step = Step("POST", "/shelves", Said(201, MADE), Said(400), {"name": REDACTED})
    assert "traffic-other-data" in script(step).told()


def test_a_request_that_the_document_forbids_and_the_api_takes_is_told(script):
    sent = {"name": ""}
    told = script(makes({**HERE_MADE, "name": ""}, sent, {**MADE, "name": ""})).told()
    assert "takes a request that the document forbids" in told["traffic-request"]


def test_a_replay_ends_where_it_was_told_to(script):
    played = script(Step("GET", "/status", Said(200, {})), Step("GET", "/shelves", Said(200, [])))
    place = next(iter(played.tape())).place
    assert played.play(until=place).requests == 1
