"""What hooks have prepared is asked for: once for each operation, in the state that it needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from urllib.parse import quote

from mockserver.generation import Generator
from mockserver.schema import Direction
from mockserver.spec.model import Operation, RequestBody, Spec
from mockserver.verify.cases.case import Case
from mockserver.verify.hooks import Hooks
from mockserver.verify.sides.both import Both, encoded, scalar_text
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey

_VARIABLE = re.compile(r"\{([^}/]+)\}")
_READING = frozenset(("GET", "HEAD"))
_NAME = "what a hook has prepared is answered as declared"


def prepared(spec: Spec, hooks: Hooks, *, reads: bool) -> Iterator[Case]:
    """A case for each operation with a hook; ``reads``: of those that read, else of the others."""
    for operation in spec.operations:
        is_asked = operation.label in hooks.operations
        if is_asked and (operation.method in _READING) is reads:
            yield Case(_NAME, operation.label, partial(_asked, operation, hooks))


def _asked(operation: Operation, hooks: Hooks, journey: Journey) -> None:
    """Ask for it. Without a body there is nothing to refuse but the state, which is prepared."""
    values = hooks.prepare(operation.label)
    if not set(_VARIABLE.findall(operation.template)) <= values.keys():
        raise Skipped("the hook does not name what it has prepared")
    path = _VARIABLE.sub(
        lambda found: quote(scalar_text(values[found[1]]), safe=""), operation.template
    )
    body = operation.request_body
    if body is None or not body.required:
        both = journey.ask(operation, Both(path, path))
        journey.insist_accepted(operation, both.target)
        return
    media_type, content = _content(body, journey)
    sent = Both(content, content)
    journey.ask(operation, Both(path, path), body=sent, media_type=media_type, is_lawful=False)


def _content(body: RequestBody, journey: Journey) -> tuple[str, bytes]:
    """A body that the document allows. Raises Skipped, or Unsatisfiable, where none can be made."""
    for each in body.content:
        if each.media_type.is_json and each.schema is not None:
            validator = journey.answers.validators.of(each.schema, Direction.REQUEST)
            return str(each.media_type), encoded(Generator(validator).value(journey.random))
    raise Skipped("no body can be made for it")
