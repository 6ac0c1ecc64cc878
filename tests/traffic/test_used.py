"""What recorded traffic uses of a document: headers, media types, forms, what is left out."""

from datetime import date

import pytest
from script import DOCUMENT, FICTION, Said, Script, Step

from mockserver.diff import Policy, Traffic, diff, usage_of

TODAY = date(2026, 1, 1)
MADE = {"id": "s1", "name": "Drama"}
TEXT = "content: {text/csv: {schema: {type: string}}}"
FORM = """\
  /forms:
    post:
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: {type: object, properties: {who: {type: string}, what: {type: string}}}
          text/csv: {schema: {type: string}}
      responses:
        '200':
          description: Taken.
          content: {text/csv: {schema: {type: string}}, application/json: {}}
"""
WITH_FORM = DOCUMENT.replace("components:\n", f"{FORM}components:\n", 1)
BODY = "requestBody: {$ref: '#/components/requestBodies/Change'}"
NEEDED = (
    "requestBody: {required: true, content: {application/json: {schema: "
    "{$ref: '#/components/schemas/Change'}}}}"
)
HOOK = "webhooks: {born: {post: {responses: {'200': {description: .}}}}}\ncomponents:\n"
COUNTED = Step("GET", "/shelves/fiction", Said(200, FICTION, {"X-Count": "3"}))
UNCOUNTED = Step("GET", "/shelves/fiction", Said(200, FICTION))
BARE = Step("PATCH", "/shelves/fiction", Said(200, FICTION))
FULL = Step("PATCH", "/shelves/fiction", Said(200, FICTION), sent={"name": "x"})
MAKES = Step("POST", "/shelves", Said(201, MADE), sent={"name": "Drama"})
MAKES_SIZED = Step("POST", "/shelves", Said(201, MADE), sent={"name": "Drama", "size": 3})


def filled(pairs):
    step = Step("POST", "/forms", Said(200, {}), sent="")
    entry = step.entry()
    kind = "application/x-www-form-urlencoded"
    entry["request"]["headers"] = [{"name": "Content-Type", "value": kind}]
    entry["request"]["postData"] = {"mimeType": kind, "text": pairs}
    step.entry = lambda: entry
    return step


@pytest.mark.parametrize(
    ("steps", "old", "new", "rule", "used"),
    [
        ([COUNTED], "headers: {X-Count", "x-headers: {X-Count", "response-header-removed", True),
        ([UNCOUNTED], "headers: {X-Count", "x-headers: {X-Count", "response-header-removed", False),
        ([BARE], BODY, NEEDED, "request-body-became-required", True),
        ([FULL], BODY, NEEDED, "request-body-became-required", False),
        ([MAKES], "required: [name]", "required: [name, size]",
         "request-property-became-required", True),
        ([MAKES_SIZED], "required: [name]", "required: [name, size]",
         "request-property-became-required", False),
        ([filled("who=me&what=")], "{type: object, properties: {who: {type: string}, what",
         "{type: object, properties: {who: {type: string, maxLength: 1}, what",
         "request-limit-tightened", True),
        ([filled("what=")], "{type: object, properties: {who: {type: string}, what",
         "{type: object, properties: {who: {type: string, maxLength: 1}, what",
         "request-limit-tightened", False),
        ([filled("what=")], "{type: object, properties: {who: {type: string}, what: {type: string",
         "{type: object, properties: {who: {type: string}, what: {type: string, minLength: 1",
         "request-limit-tightened", True),
        ([filled("what=")], "          text/csv: {schema: {type: string}}\n", "",
         "request-media-type-removed", False),
        ([filled("what=")], "{text/csv: {schema: {type: string}}, application/json: {}}",
         "{application/json: {}}", "response-media-type-removed", False),
        ([filled("what=")], "{text/csv: {schema: {type: string}}, application/json: {}}",
         "{text/csv: {schema: {type: string}}}", "response-media-type-removed", True),
        ([COUNTED], "title: {type: string}", "title: {type: integer}",
         "response-type-widened", False),
        ([COUNTED], HOOK, "components:\n", "webhook-removed", None),
    ],
)  # fmt: skip
def test_a_change_touches_what_the_traffic_has(tmp_path, steps, old, new, rule, used):
    script = Script(tmp_path, *steps)
    base = WITH_FORM.replace("components:\n", HOOK, 1)
    assert old in base
    (tmp_path / "a.yaml").write_text(base)
    (tmp_path / "b.yaml").write_text(base.replace(old, new, 1))
    traffic = Traffic(usage_of([script.archive]))
    paths = (str(tmp_path / name) for name in ("a.yaml", "b.yaml"))
    found = diff(*paths, Policy(), TODAY, traffic)
    told = {each.change.rule: each.use for each in found.changes}
    assert rule in told
    use = told[rule]
    assert (use if use is None else use.is_used) == used
    if used:
        assert use.counts == (("steps.har", 1),)
        assert use.place.endswith(":1, entry 0")
