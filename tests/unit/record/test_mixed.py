import json

import pytest
from builder import spec

from mockserver.errors import Rejection, UsageError
from mockserver.http import Headers, Request, Response
from mockserver.journal import Journal
from mockserver.mock.steering import Steering
from mockserver.problem import Problem
from mockserver.record import Mixed, Rules, mixed_from
from mockserver.record.proxy import Proxy
from mockserver.scenario import Course, Decision, Fault, Respond, Rule
from mockserver.transport import Target

MOCKED = Response(200, Headers((("X-Mock", "yes"),)), b"mocked")
ALL = {"listPets", "addPet", "getPet", "removePet"}


def mixed(proxy, passed=(), mocked=()):
    return Mixed(lambda _: MOCKED, proxy(), Rules(tuple(passed), tuple(mocked)))


@pytest.mark.parametrize(
    ("passed", "mocked", "through"),
    [
        ([], [], ALL - {"addPet"}),  # the document says so
        (["addPet"], [], {"addPet"}),
        (["GET /pets"], [], {"listPets"}),
        (["get /pets"], [], {"listPets"}),
        (["reading"], [], {"listPets", "getPet"}),
        (["/pets/*"], [], {"getPet", "removePet"}),
        (["* /pets"], [], {"listPets", "addPet"}),
        (["DELETE /*"], [], {"removePet"}),
        ([], ["reading"], {"removePet"}),
        ([], ["addPet", "removePet"], {"listPets", "getPet"}),
        (["getPet", "writing"], ["listPets"], {"getPet", "addPet", "removePet"}),
    ],
)
def test_rules_come_before_the_document_and_the_rest_follows_from_them(
    proxy, passed, mocked, through
):
    assert {each.id for each in mixed(proxy, passed, mocked).passed} == through


@pytest.mark.parametrize(
    ("passed", "mocked", "said"),
    [
        (["getPets"], [], "--pass getPets: no operation is named so; did you mean 'getPet'?"),
        ([], ["zzz"], "--mock zzz: no operation is named so; give an operationId, a label or a"),
        (
            ["reading"],
            ["/pets"],
            "GET /pets is named by --pass reading and --mock /pets; name it once",
        ),
    ],
)
def test_rules_that_cannot_be_kept_are_refused(proxy, passed, mocked, said):
    with pytest.raises(UsageError) as refused:
        mixed(proxy, passed, mocked)
    assert str(refused.value).startswith(said)


def test_each_request_goes_to_the_one_whose_operation_it_is(proxy, upstream):
    upstream.say("[]", X_Total="0")
    both = mixed(proxy, ["listPets"])
    assert both.respond(Request("GET", "/v1/pets")).body == b"[]"
    assert both.respond(Request("GET", "/v1/pets/rex")) == MOCKED
    assert [(seen[0], seen[1]) for seen in upstream.seen] == [("GET", "/v1/pets")]


def test_what_the_document_does_not_have_goes_where_the_rest_goes(proxy, upstream):
    upstream.say("there", Content_Type="text/plain")
    assert mixed(proxy, mocked=["listPets"]).respond(Request("GET", "/x")).body == b"there"
    assert mixed(proxy, passed=["listPets"]).respond(Request("GET", "/x")) == MOCKED


def test_what_a_browser_asks_before_goes_where_its_request_will_go(proxy, upstream):
    upstream.say("", 204, X_From="upstream")
    both = mixed(proxy, mocked=["listPets"])
    for method, path, by in (("GET", "/pets", None), ("DELETE", "/pets/rex", "upstream")):
        fields = Headers((("Origin", "http://a"), ("Access-Control-Request-Method", method)))
        asked = Request("OPTIONS", path, headers=fields)
        assert both.respond(asked).headers.get("X-From") == by


def test_what_the_upstream_has_not_implemented_is_mocked(proxy, upstream):
    upstream.say("not yet", 501)
    assert mixed(proxy).respond(Request("GET", "/pets")) == MOCKED
    assert len(upstream.seen) == 1


def test_the_document_says_it_for_a_path_or_for_an_operation():
    both = Mixed(
        lambda _: MOCKED,
        Proxy(
            spec("""
                openapi: 3.1.0
                info: {title: T, version: '1'}
                paths:
                  /a:
                    x-mockserver-upstream: false
                    get: {operationId: a, responses: {}}
                    put: {operationId: b, x-mockserver-upstream: true, responses: {}}
                    post: {operationId: c, x-mockserver-upstream: 'no', responses: {}}
                """),
            Target("http://127.0.0.1:1"),
        ),
        Rules(),
    )
    assert [each.id for each in both.passed] == ["b"]


def test_a_mixture_is_made_of_settings_and_shares_a_journal(pets, upstream):
    upstream.say(json.dumps({"id": "rex", "name": "Rex"}))
    settings = {"upstream": upstream.url, "pass_through": ["getPet"], "mocked": []}
    journal = Journal()
    both = mixed_from(settings, pets, lambda _: MOCKED, journal)
    assert json.loads(both.respond(Request("GET", "/pets/rex")).body)["name"] == "Rex"
    assert [each.source for each in journal.exchanges()] == ["upstream"]
    with pytest.raises(UsageError, match="'localhost:1' cannot be used as the URL of a server"):
        mixed_from({**settings, "upstream": "localhost:1"}, pets, lambda _: MOCKED)


class House:
    """What a mock knows of what passes by it."""

    def __init__(self, steering=None):
        self.steering = steering

    def named(self, request):
        if request.path == "/__session/?/pets/rex":
            raise Rejection(Problem(400, "no such session"))
        prefix = "/__session/ann"
        return "ann", Request("GET", request.path.removeprefix(prefix), prefix=prefix)

    def steer(self, asked, session):
        assert (asked.path, session) == ("/pets/rex", "ann")
        return self.steering

    def redacted(self, exchange):
        return exchange


ASKED = Request("GET", "/__session/ann/pets/rex")


@pytest.fixture
def journal():
    return Journal()


@pytest.fixture
def beside(pets, upstream, journal):
    """Makes a mixture beside a mock that knows of sessions and rules."""

    def make(steering=None):
        seen = Proxy(pets, Target(upstream.url), journal=journal)
        return Mixed(lambda _: MOCKED, seen, Rules(("getPet",)), House(steering))

    return make


def test_a_session_is_named_to_the_journal_and_not_to_the_upstream(beside, upstream, journal):
    upstream.say("", 302, Location=f"{upstream.url}/pets/tom")
    answered = beside().respond(ASKED)
    assert answered.headers.get("Location") == "/__session/ann/pets/tom"
    assert [each[1] for each in upstream.seen] == ["/pets/rex"]
    assert [each.session for each in journal.exchanges("ann")] == ["ann"]


def test_a_session_that_cannot_be_is_refused_by_the_mock(beside, upstream):
    assert beside().respond(Request("GET", "/__session/?/pets/rex")) == MOCKED
    assert upstream.seen == []


def test_a_rule_that_answers_leaves_the_upstream_in_peace(beside, upstream, journal):
    decision = Decision((Rule("r1", Course("")),), Respond(status=500))
    answered = beside(Steering(decision, Response(500, body=b"broken"))).respond(ASKED)
    assert (answered.status, answered.body, upstream.seen) == (500, b"broken", [])
    [kept] = journal.exchanges("ann")
    assert (kept.source, kept.rule) == ("scenario", "rule r1")


def test_what_a_rule_says_is_not_taken_for_the_word_of_the_upstream(beside):
    decision = Decision((Rule("r1", Course("")),), Respond(status=501))
    assert beside(Steering(decision, Response(501))).respond(ASKED).status == 501


def test_a_rule_changes_delays_and_breaks_the_answer_of_the_upstream(beside, upstream):
    upstream.say(json.dumps({"id": "rex", "name": "Rex"}))
    rules = (Rule("r1", Course("")),)
    respond = Respond(patch={"name": "Tom"}, headers=(("X-Own", "1"),))
    patched = beside(Steering(Decision(rules, respond, delay=0.5))).respond(ASKED)
    assert json.loads(patched.body) == {"id": "rex", "name": "Tom"}
    assert (patched.headers.get("X-Own"), patched.delay) == ("1", 0.5)
    cut = beside(Steering(Decision(rules, fault=Fault.RESET))).respond(ASKED)
    assert (cut.status, cut.fault) == (200, "reset")
