"""Actions on a record, ``POST /orders/{id}/cancel``: what is done is done, and to that one."""

# ruff: noqa: ARG001

import pytest
from stage import Stage, ask, saying, value_of, with_members

from mockserver.http import Headers, Request, Response

ORDER = "{application/json: {schema: {$ref: '#/components/schemas/Order'}}}"
SENT = "{application/json: {schema: {$ref: '#/components/schemas/Change'}}}"
LIST = """\
    get:
      parameters: [{name: state, in: query, schema: {type: string}}, MORE]
      responses:
        '200':
          description: They.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Order'}}
"""
PREFIX = "{name: state_prefix, in: query, schema: {type: string}}"
DOCUMENT = f"""\
openapi: 3.1.0
info: {{title: Orders, version: '1'}}
paths:
  /orders:
{LIST}\
    post:
      requestBody: {{required: true, content: {SENT}}}
      responses: {{'201': {{description: It., content: {ORDER}}}, '400': {{description: No.}}}}
  /orders/{{id}}:
    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
    get:
      responses: {{'200': {{description: It., content: {ORDER}}}, '404': {{description: No.}}}}
    patch:
      requestBody: {{required: true, content: {SENT}}}
      responses:
        '200': {{description: It., content: {ORDER}}}
        '400': {{description: No.}}
        '404': {{description: None.}}
        '409': {{description: Not now.}}
    delete: {{responses: {{'204': {{description: Gone.}}, '404': {{description: None.}}}}}}
  /orders/{{id}}/cancel:
    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
    post:
      responses:
        '200': {{description: It., content: {ORDER}}}
        '404': {{description: None.}}
        '409': {{description: It is cancelled already.}}
components:
  schemas:
    Order:
      type: object
      properties:
        id: {{type: string, readOnly: true}}
        state: {{type: string, enum: [open, cancelled], default: open, readOnly: true}}
        item: {{type: string}}
    Change:
      type: object
      properties: {{item: {{type: string, minLength: 1}}}}
"""


def document(more=PREFIX):
    return DOCUMENT.replace("MORE", more)


@pytest.fixture(scope="module")
def orders(tmp_path_factory):
    return Stage(tmp_path_factory.mktemp("orders"), document(), [FIXTURES])


FIXTURES = "collection: /orders\nrecords: []\n"


def is_cancelling(request, honest):
    return request.path.endswith("/cancel") and honest.status == 200


def again(request, honest, more):
    """What was done is done a second time."""
    is_refused = request.path.endswith("/cancel") and honest.status == 409
    return more(ask("GET", request.path.removesuffix("/cancel"))) if is_refused else None


def test_who_does_what_is_to_be_done_is_accused_of_nothing(orders):
    assert orders.told() == {}


LASTS, ONCE = "what is done stays done", "what is done is not done again"


def test_another_record_than_was_meant_is_told(orders):
    def mixed_up(request, honest, more):
        return with_members(honest, id="another") if is_cancelling(request, honest) else None

    told = orders.told(mixed_up, LASTS)["record_mixed_up"]
    assert 'answered with id "another" where "' in told


def test_what_is_done_and_not_kept_is_told(orders):
    def only_said(request, honest, more):
        is_it = request.method == "GET" and value_of(honest)
        return with_members(honest, state="open") if is_it else None

    told = orders.told(only_said, LASTS)["deed_lost"]
    assert 'answered with state "cancelled", and then it is "open"; keep it' in told


def test_what_is_done_twice_is_told_where_a_second_time_is_declared_to_be_refused(orders):
    told = orders.told(again, ONCE)["refusal_wrong"]
    assert "answered 200 the second time; answer 409, as declared" in told
    assert "It is cancelled already." in told


def test_where_nothing_was_different_the_second_time_may_be_the_same(orders):
    def nothing(request, honest, more):
        answer = again(request, honest, more) or honest
        is_order = request.path.startswith("/orders/") and answer.is_success and answer.body
        return with_members(answer, state="open") if is_order else None

    assert orders.told(nothing, ONCE) == {}


def test_to_what_could_not_be_changed_before_nothing_is_done(orders):
    sent = []

    def fixed(request, honest, more):
        sent.append(request.path)
        return Response(409) if request.method == "PATCH" else None

    assert orders.told(fixed, "what was changed before stays so") == {}
    assert not [each for each in sent if each.endswith("/cancel")]


@pytest.mark.parametrize("more", [PREFIX, "{name: item, in: query, schema: {type: string}}"])
def test_a_list_of_what_was_done_has_the_record(tmp_path, more):
    def forgetful(request, honest, more):
        is_asked = request.path == "/orders" and "=cancelled" in request.query
        return saying(honest, []) if is_asked else None

    told = Stage(tmp_path, document(more)).told(forgetful, LASTS)["list_unfiltered"]
    assert "leaves out of state=cancelled the record" in told


def test_a_list_by_the_beginning_of_what_was_done_is_not_asked_for(tmp_path):
    text = document().replace("name: state, in: query", "name: state_prefix, in: query")
    sent = []

    def noted(request, honest, more):
        sent.append(request.query)

    assert Stage(tmp_path, text).told(noted, LASTS) == {}
    assert "state_prefix=cancelled" not in "".join(sent)


def test_what_is_done_is_looked_for_in_no_list_where_there_is_none(tmp_path):
    text = document().replace(LIST.replace("MORE", PREFIX), "")
    assert Stage(tmp_path, text).told(story=LASTS) == {}


def test_what_is_done_to_nobody_is_told_where_404_is_declared_alone(tmp_path, orders):
    story = "nothing is done to what is not there"

    def anyhow(request, honest, more):
        is_it = request.path.endswith("/cancel") and not honest.is_success
        lines = Headers([("Content-Type", "application/json")])
        return saying(Response(200, lines), {"id": "a"}) if is_it else None

    assert "which nobody has; answer 404" in orders.told(anyhow, story)["unknown_key_found"]
    head, _, deed = document().partition("/cancel:")
    bare = deed.replace("        '404': {description: None.}\n", "")
    bare = f"{head}/cancel:{bare}"
    assert Stage(tmp_path, bare, [FIXTURES]).told(anyhow, story) == {}


def test_a_change_of_nothing_but_what_was_done_need_not_keep_it(tmp_path):
    text = document().replace("item: {type: string, minLength: 1}", "state: {enum: [open]}")
    text = text.replace("default: open, readOnly: true", "default: open")

    def undone(request, honest, more):
        return with_members(honest, state="open") if request.method == "PATCH" else None

    assert Stage(tmp_path, text).told(undone, "a change keeps what was done") == {}


# What an action is sent, and what the document says of it


CLOSING = f"""\
  /orders/{{id}}/close:
    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
    post:
      description: |-
        Nobody changes it after that. An order that is closed already is refused with 409.
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [reason]
              properties: {{reason: {{type: string, minLength: 1, maxLength: 9}}}}
      responses:
        '200': {{description: It., content: {ORDER}}}
        '400': {{description: No.}}
        '409': {{description: It does not go with what there is.}}
components:
"""
FORBIDDEN, CLOSE = "nothing is done that is forbidden", "POST /orders/{id}/close"


@pytest.fixture(scope="module")
def closing(tmp_path_factory):
    text = document().replace("components:\n", CLOSING, 1)
    text = text.replace("[open, cancelled]", "[open, cancelled, closed]")
    return Stage(tmp_path_factory.mktemp("closing"), text, [FIXTURES])


def test_who_closes_as_it_is_said_is_accused_of_nothing(closing):
    assert closing.told() == {}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"reason": ""}', 'with an empty text as reason: ""'),
        (b'{"reason": "aaaaaaaaaa"}', 'with a text that is too long as reason: "aaaaaaaaaa"'),
        (b"{}", "without reason, which is required"),
        (b"{not json}", "with a body that is no JSON"),
    ],
)
def test_an_action_that_takes_what_is_forbidden_is_told(closing, body, said):
    def lax(request, honest, more):
        is_it = request.path.endswith("/close") and request.body == body
        right = Headers((("Content-Type", "application/json"),))
        taken = Request("POST", request.path, "", right, b'{"reason": "done"}')
        return more(taken) if is_it and honest.status == 400 else None

    told = closing.told(lax, FORBIDDEN)["negative_data_rejection"]
    assert f"answered 200 to a request that the document forbids ({said}); refuse it" in told


def test_an_action_that_is_refused_and_done_all_the_same_is_told(closing):
    def done(request, honest, more):
        is_read = request.method == "GET" and request.path.count("/") == 2
        is_tried = request.path.endswith("/close") and honest.status == 400
        touched.update([request.path.removesuffix("/close")] * is_tried)
        is_shown = is_read and honest.status == 200 and request.path in touched
        return with_members(honest, state="closed") if is_shown else None

    touched = set()
    told = closing.told(done, FORBIDDEN)["refusal_changed"]
    assert "refused a request, and changed state all the same" in told


def test_which_refusal_comes_first_is_the_targets_own_affair(closing):
    def by_state(request, honest, more):
        is_it = request.path.endswith("/close") and honest.status == 400
        return Response(409) if is_it else None

    assert closing.told(by_state, FORBIDDEN) == {}


def test_what_an_action_says_of_itself_counts_for_its_409(closing):
    def twice(request, honest, more):
        is_refused = request.path.endswith("/close") and honest.status == 409
        return more(ask("GET", request.path.removesuffix("/close"))) if is_refused else None

    def never(request, honest, more):
        is_done = request.path.endswith("/close") and honest.status == 200
        return Response(409) if is_done else None

    sentence = '"An order that is closed already is refused with 409."'
    assert f"answer 409, as declared ({sentence})" in closing.told(twice, ONCE)["refusal_wrong"]
    told = closing.told(never, LASTS)["positive_data_acceptance"]
    assert f"answered 409 for a new record, of which {sentence} is not so" in told


# What an action alone gives to a record


@pytest.fixture(scope="module")
def keeping(tmp_path_factory):
    """Orders that keep why and when they were closed."""
    own = (
        "        reason: {type: [string, 'null'], readOnly: true}\n"
        "        closed_at: {type: [string, 'null'], format: date-time, readOnly: true}\n"
        "        item: {type: string}\n    Change:"
    )
    text = document().replace("components:\n", CLOSING, 1)
    text = text.replace("[open, cancelled]", "[open, cancelled, closed]")
    text = text.replace("        item: {type: string}\n    Change:", own)
    return Stage(tmp_path_factory.mktemp("keeping"), text, [FIXTURES])


def closed_with(**members):
    """Answers about orders that were closed have these members, all others have none."""
    touched = set()

    def answer(request, honest, more):
        path = request.path.removesuffix("/close")
        touched.update([path] * (path != request.path and honest.status == 200))
        is_list = request.path == "/orders" and request.method == "GET"
        if is_list or honest.status not in (200, 201):
            return None
        none = {"reason": None, "closed_at": None}
        return with_members(honest, **(none | members if path in touched else none))

    return answer


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ({"reason": "x"}, "left closed_at at null, which says when it was done"),
        ({"closed_at": "2024-06-24T10:00:00Z"}, "left reason at null, which was given "),
    ],
)
def test_what_an_action_alone_gives_to_a_record_is_there(keeping, kept, said):
    lasting = "what is done stays done"
    whole = {"reason": "x", "closed_at": "2024-06-24T10:00:00Z"}
    assert "deed_lost" not in keeping.told(closed_with(**whole), lasting)
    assert said in keeping.told(closed_with(**kept), lasting)["deed_lost"]
