"""How requests come: HEAD for GET, the same request again, some at once."""

# ruff: noqa: ARG001

from itertools import count

import pytest
from stage import Stage, ask, value_of, with_field, with_members

from mockserver.http import Response

CUP = "{application/json: {schema: {$ref: '#/components/schemas/Cup'}}}"
LIST = """\
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Cup'}}
"""
DOCUMENT = f"""\
openapi: 3.1.0
info: {{title: Cups, version: '1'}}
paths:
  /cups:
    get:
      responses:
        '200':
          description: They.
{LIST}\
        '403': {{description: No.}}
    head: {{responses: {{'200': {{description: They.}}, '403': {{description: No.}}}}}}
    post:
      parameters: [{{name: Idempotency-Key, in: header, schema: {{type: string}}}}]
      requestBody: {{required: true, content: {CUP}}}
      responses:
        '201': {{description: It., content: {CUP}}}
        '400': {{description: No.}}
REUSED
  /cups/{{id}}:
    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
    get:
      responses:
        '200':
          description: It.
          headers: {{X-Colour: {{schema: {{type: string}}}}}}
          content: {CUP}
        '404': {{description: No.}}
    head:
      responses:
        '200': {{description: It., headers: {{X-Colour: {{schema: {{type: string}}}}}}}}
        '404': {{description: No.}}
    patch:
      requestBody: {{required: true, content: {CUP}}}
      responses:
        '200': {{description: It., content: {CUP}}}
        '409': {{description: Another was first.}}
    delete: {{responses: {{'204': {{description: Gone.}}}}}}
components:
  schemas:
    Cup:
      type: object
      properties: {{id: {{type: string, readOnly: true}}, FIELDS}}
"""
TWO = "colour: {type: string, maxLength: 20}, size: {type: integer}"
REUSED = "        '422': {description: The key was used for another request.}\n"
CONFLICT = "        '409': {description: It is there.}\n"
FIXTURES = "collection: /cups\nrecords: []\n"


def document(reused=REUSED, fields=TWO):
    return DOCUMENT.replace("REUSED\n", reused).replace("FIELDS", fields)


@pytest.fixture(scope="module")
def cups(tmp_path_factory):
    return Stage(tmp_path_factory.mktemp("cups"), document(), [FIXTURES])


HEADED = "HEAD tells what GET tells"


def headed(change, path="/cups"):
    """A lie about HEAD of the list, or of the records below it."""

    def tell(request, honest, more):
        is_it = request.method == "HEAD" and (request.path == path or path.endswith("/"))
        is_below = request.path.startswith("/cups/") or not path.endswith("/")
        return change(honest) if is_it and is_below and honest.is_success else None

    return tell


@pytest.mark.parametrize(
    ("tell", "said"),
    [
        (headed(lambda _: Response(403)), "answered 403 where GET is answered with 200"),
        (
            headed(lambda honest: with_field(honest, "Content-Type", "text/plain")),
            "answered with Content-Type: text/plain where GET is answered with Content-Type: app",
        ),
        (
            headed(lambda honest: with_field(honest, "X-Colour", "none"), "/cups/"),
            "answered with X-Colour: none where GET",
        ),
    ],
)
def test_a_head_that_is_not_that_of_get_is_told(cups, tell, said):
    assert cups.told(story=HEADED, profile="nightly") == {}
    assert said in cups.told(tell, HEADED, profile="nightly")["head_unlike_get"]


def test_where_get_is_refused_head_may_be_as_it_likes(cups):
    def closed(request, honest, more):
        return Response(403) if (request.method, request.path) == ("GET", "/cups") else None

    assert cups.told(closed, HEADED, profile="nightly") == {}


def test_a_key_that_begins_with_no_letter_is_not_escaped(tmp_path):
    """Its first letter may mean something of its own in a path."""
    keys = "generate: {id: '~{seq}'}\n"
    sent = []

    def noted(request, honest, more):
        sent.append(request.path)

    stage = Stage(tmp_path, document(), [FIXTURES + keys])
    assert stage.told(noted, "an escaped letter is that letter", profile="nightly") == {}
    assert not [each for each in sent if each.startswith("/cups/") and "%7E" in each.upper()]


AT_ONCE = "what is changed at once is all kept"


class Forgetful:
    """Loses the changes of a colour; refuses all changes but the first with a status."""

    def __init__(self, status):
        self.status, self.changed, self.colours = status, count(), {}

    def __call__(self, request, honest, _more):
        if request.method == "PATCH" and next(self.changed) and self.status != 200:
            return Response(self.status)
        if not honest.is_success or not request.path.startswith("/cups"):
            return None
        shown = value_of(honest)
        if not isinstance(shown, dict):
            return None
        first = self.colours.setdefault(shown["id"], shown["colour"])
        return with_members(honest, colour=first) if request.method == "GET" else None


def test_of_changes_at_once_who_comes_second_may_be_refused(cups):
    assert "lost the change of colour" in cups.told(Forgetful(200), AT_ONCE)["value_differs"]
    assert cups.told(Forgetful(409), AT_ONCE) == {}


AGAIN, ANOTHER = "what is sent again is done once", "a key belongs to one request"


def anew(request, honest, more):
    """Does again what comes again."""
    is_keyed = request.headers.get("Idempotency-Key") and request.method == "POST"
    return more(ask("POST", "/cups", value_of(request))) if is_keyed else None


def unkeyed(status):
    """Answers with a status what comes with a key that was there before."""
    seen = set()

    def tell(request, honest, more):
        key = request.headers.get("Idempotency-Key")
        is_again = key in seen
        seen.add(key)
        return Response(status) if key and is_again else None

    return tell


def test_what_is_done_again_when_it_comes_again_is_told(cups):
    told = cups.told(anew, AGAIN)["repetition_done"]
    assert "when a request came again with its Idempotency-Key; answer as the first time" in told


def test_what_comes_again_may_be_refused(tmp_path):
    stage = Stage(tmp_path, document(CONFLICT), [FIXTURES])
    assert stage.told(unkeyed(409), AGAIN) == {}


def test_the_first_answer_may_be_given_again_where_the_document_says_no_more(tmp_path):
    answers = {}

    def always(request, honest, more):
        key = request.headers.get("Idempotency-Key")
        if key and key not in answers:
            answers[key] = honest
        return answers.get(key)

    stage = Stage(tmp_path, document(CONFLICT), [FIXTURES])
    assert stage.told(always, ANOTHER) == {}
    told = Stage(tmp_path, document(), [FIXTURES]).told(always, ANOTHER)
    assert "answer 422, as declared" in next(iter(told.values()))


def test_where_no_status_is_for_another_body_none_is_sent(tmp_path):
    sent = []

    def noted(request, honest, more):
        sent.append(request)

    assert Stage(tmp_path, document(""), [FIXTURES]).told(noted, ANOTHER) == {}
    assert sent == []
