"""Values that no two records may share: where they are taken, and where they are free again."""

import json

import pytest
from stage import Stage, ask, value_of

from mockserver.http import Headers, Response

CARD = "{application/json: {schema: {$ref: '#/components/schemas/Card'}}}"
SENT = "{application/json: {schema: {$ref: '#/components/schemas/Change'}}}"
LIST = """\
    get:
      responses:
        '200':
          description: They.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Card'}}
"""
DOCUMENT = f"""\
openapi: 3.1.0
info: {{title: Cards, version: '1'}}
paths:
  /cards:
{LIST}\
    post:
      requestBody: {{required: true, content: {CARD}}}
      responses: &made
        '201': {{description: It., content: {CARD}}}
        '400': {{description: No.}}
        '409': {{description: Taken.}}
  /cards/{{id}}:
    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
    get:
      responses: {{'200': {{description: It., content: {CARD}}}, '404': {{description: No.}}}}
    patch:
      requestBody: {{required: true, content: {SENT}}}
      responses: &changed
        '200': {{description: It., content: {CARD}}}
        '400': {{description: No.}}
        '404': {{description: None.}}
        '409': {{description: Taken.}}
    delete: {{responses: {{'204': {{description: Gone.}}, '404': {{description: None.}}}}}}
components:
  schemas:
    Card:
      type: object
      required: [code]
      properties: {{id: {{type: string, readOnly: true}}, code: {{type: string, CODE}}, size: &size
          {{type: integer, minimum: 1}}}}
    Change: {{type: object, properties: {{CHANGED, size: *size}}}}
"""
FIXTURES = "collection: /cards\nunique: [code]\nrecords: []\n"
SHOWN, SECRET = "minLength: 1", "minLength: 1, writeOnly: true"
CODE = "code: {type: string, minLength: 1}"


def document(code=SHOWN, changed=CODE):
    return DOCUMENT.replace("CODE", code).replace("CHANGED", changed)


@pytest.fixture(scope="module")
def cards(tmp_path_factory):
    return Stage(tmp_path_factory.mktemp("cards"), document(), [FIXTURES])


def sent(request):
    return json.loads(request.body) if request.body else {}


def refused(status):
    return Response(status, Headers([("Content-Type", "application/problem+json")]), b"{}")


def code_of(request):
    found = sent(request)
    return found.get("code") if isinstance(found, dict) else None


class Codes:
    """A service that forgets no code that it has seen in a request of some kind."""

    def __init__(self, status, *, given_up=False):
        self.status, self.is_given_up = status, given_up
        self.codes, self.refused = {}, set()

    def __call__(self, request, honest, _more):
        code = code_of(request)
        if request.method == "POST" and honest.status == 400 and not self.is_given_up:
            self.refused.add(str(code))
        if request.method == "POST" and honest.is_success:
            if str(code) in self.refused:
                return refused(self.status)
            self.codes[f"/cards/{value_of(honest)['id']}"] = code
        if self.is_given_up and request.method == "PATCH" and honest.is_success and code:
            self.refused.add(str(self.codes.get(request.path)))
        return None


AGAIN, GIVEN_UP = "a refused record takes no code", "code is free again"


def test_whoever_forgets_codes_is_accused_of_nothing(cards):
    assert cards.told() == {}


@pytest.mark.parametrize(
    ("story", "codes", "rule", "said"),
    [
        (AGAIN, Codes(409), "refusal_changed", "answered 409 to the same code after that"),
        (AGAIN, Codes(400), "positive_data_acceptance", "answered 400"),
        (
            GIVEN_UP,
            Codes(409, given_up=True),
            "positive_data_acceptance",
            "with the code that another record had and gave up",
        ),
        (GIVEN_UP, Codes(400, given_up=True), "positive_data_acceptance", "answered 400"),
    ],
)
def test_a_code_that_is_free_is_not_refused(cards, story, codes, rule, said):
    told = cards.told(codes, story)[rule]
    assert said in told
    assert ("gave up" in told) is ("gave up" in said)


def indifferent(request, honest, more):
    """Takes what is taken, as what it is sent with another code."""
    if honest.status != 409:
        return None
    another = {**sent(request), "code": f"another {code_of(request)}"}
    return more(ask(request.method, request.path, another))


def test_a_code_that_is_taken_twice_is_told_without_a_list_too(tmp_path):
    stage = Stage(tmp_path, document().replace(LIST, ""), [FIXTURES])
    assert "duplicate_accepted" in stage.told(indifferent, "code is unique")
    assert stage.told(story="code is unique") == {}


def test_a_code_that_no_answer_shows_is_not_known_to_be_taken(tmp_path):
    stage = Stage(tmp_path, document(SECRET), [FIXTURES])
    methods = set()

    def noted(request, honest, more):
        methods.add(request.method)
        return indifferent(request, honest, more)

    for story in ("code is unique", GIVEN_UP, "code cannot be taken over"):
        assert stage.told(noted, story) == {}
    assert "PATCH" not in methods


def test_a_change_that_takes_no_code_is_not_asked_to_refuse_one(tmp_path):
    """Who does not know a member leaves it alone."""

    def unknown(request, honest, more):
        known = {name: value for name, value in sent(request).items() if name != "code"}
        is_change = request.method == "PATCH" and honest.status == 409
        return more(ask("PATCH", request.path, known)) if is_change else None

    stage = Stage(tmp_path, document(changed="name: {type: string}"), [FIXTURES])
    assert stage.told(unknown, "code cannot be taken over") == {}
    assert stage.told(unknown, GIVEN_UP) == {}


def test_where_nothing_but_the_code_can_be_wrong_no_record_is_refused_for_it(tmp_path):
    text = document().replace(
        "size: &size\n          {type: integer, minimum: 1}", "size: &size {}"
    )
    assert Stage(tmp_path, text, [FIXTURES]).told(Codes(409), AGAIN) == {}


def test_of_some_at_once_with_a_code_one_is_taken(cards):
    said = cards.told(indifferent, "code is taken once by what is made at once")
    assert "came at once with the same code" in said["duplicate_accepted"]
