"""An answer of the journal written into the files: as records of fixtures, or as an example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mockserver import media
from mockserver import pointer as pointers
from mockserver.admin.context import AdminContext
from mockserver.admin.journal import numbered
from mockserver.admin.refused import broken, conflict, listed
from mockserver.admin.story import declared
from mockserver.errors import DocumentError, UsageError
from mockserver.finding import has_errors
from mockserver.journal import Entry, Exchange
from mockserver.schema import Direction, Violation
from mockserver.schema.discrimination import by_tag
from mockserver.serialization import BodyError, decode_json
from mockserver.source import parse, read_text
from mockserver.source.editing import rewritten
from mockserver.spec.model import Content, Operation
from mockserver.spec.node import Node
from mockserver.spec.schema import Schema

if TYPE_CHECKING:  # it speaks to other hosts as well, which takes a while to be loaded
    from mockserver.record import Revision

_NO_FIXTURES = "This mock has no fixtures to be added to: start it with --fixtures FOLDER."
_CHANGED = "{} was changed so that this answer has no place in it any more: read it again first."
_NO_FILE = "The document was not read from a file of this machine alone, so it is not changed."


def save_fixture(context: AdminContext) -> Mapping[str, Any]:
    """Write the records that an answer shows into their fixture file."""
    from mockserver.record import Harvest, Shelf

    folder = context.mock.fixtures
    if folder is None:
        raise conflict(_NO_FIXTURES)
    exchange = numbered(context).exchange
    try:
        shelf = Shelf(context.mock.spec, folder)
    except DocumentError as error:
        raise conflict(str(error)) from error
    harvest = Harvest(context.mock.spec, shelf.collections)
    harvest.add(exchange._replace(request=context.control.asked(exchange)))
    stock = shelf.take_stock(harvest.catches)
    if not stock.revisions:
        raise conflict(_nothing(stock.skipped, is_seen=bool(harvest.catches)))
    (revision,) = stock.revisions
    return _saved(context, revision, revision.summary, stock.skipped)


def _nothing(skipped: tuple[str, ...], *, is_seen: bool) -> str:
    if skipped:
        return listed("No record can be saved", skipped)
    if is_seen:
        return "The fixtures hold already what this answer shows."
    return "This answer shows no record of a collection."


def save_example(context: AdminContext) -> Mapping[str, Any]:
    """Write the body of an answer into the document."""
    entry = numbered(context)
    shown = context.shared.redaction.exchange(entry.exchange)
    operation = context.mock.spec.operation(shown.operation)
    content = _content(operation, shown)
    if operation is None or content is None:
        raise conflict("The document declares no such body here, so it has no place for it.")
    value = _value(shown, content)
    _insist_on_fit(context, content, value)
    node = _node(operation, shown, content)
    if node is None or len(node.document.parts) > 1 or "://" in node.document.file:
        raise conflict(_NO_FILE)
    name = context.body.get("name") or _name(entry)
    try:
        revision = _revised(node, name, value)
    except UsageError as error:
        raise conflict(str(error)) from error
    summary = f"{revision.path}: the example '{name}' of {operation.label}"
    return _saved(context, revision, summary, ())


def _saved(
    context: AdminContext, revision: Revision, summary: str, skipped: tuple[str, ...]
) -> Mapping[str, Any]:
    is_written = not context.body.get("dry_run", False)
    if is_written:
        try:
            revision.write()
        except UsageError as error:
            raise conflict(str(error)) from error
    return {
        "file": str(revision.path),
        "written": is_written,
        "summary": summary,
        "diff": revision.diff,
        "skipped": list(skipped),
    }


def _name(entry: Entry) -> str:
    return f"seen-{entry.exchange.response.status}-{entry.number}"


def _content(operation: Operation | None, shown: Exchange) -> Content | None:
    """The declared JSON that was answered."""
    promised = declared(operation, shown.response.status)
    sent = media.parse(shown.response.headers.get("Content-Type") or "")
    if promised is None or sent is None or not sent.is_json:
        return None
    fitting = [each for each in promised.content if each.media_type.covers_essence(sent)]
    return max(fitting, key=lambda each: each.media_type.specificity, default=None)


def _value(shown: Exchange, content: Content) -> Any:
    try:
        return decode_json(shown.response.body)
    except BodyError as error:
        raise conflict(f"This is no {content.media_type}: {error.detail}") from error


def _insist_on_fit(context: AdminContext, content: Content, value: Any) -> None:
    """Raises Rejection for a body that would be an example which ``validate`` refuses."""
    if content.schema is None:
        return

    def judge(schema: Schema, part: Any) -> tuple[Violation, ...]:
        return context.control.validators.of(schema, Direction.RESPONSE).violations(part)

    tagged = by_tag(content.schema, value, judge).values()
    found = [each for violations in tagged for each in violations] or judge(content.schema, value)
    errors = [broken(each) for each in found]
    if errors:
        sentences = (f"{each['pointer'] or '/'}: {each['message']}" for each in errors)
        raise conflict(listed("Such an example would break the document", sentences), errors)


def _node(operation: Operation, shown: Exchange, content: Content) -> Node | None:
    """The object that holds the examples: the Media Type Object, in 2.0 the response itself."""
    promised = declared(operation, shown.response.status)
    for pattern, node in operation.node.child_members("responses"):
        if promised is not None and pattern == promised.pattern:
            response = node.followed()
            held = dict(response.child_members("content"))
            for name, below in held.items():
                if media.parse(name) == content.media_type:
                    return below.followed()
            return None if held else response
    return None


def _revised(node: Node, name: str, value: Any) -> Revision:
    """The file as it is on disk with the example, whatever it was when the mock read it.

    Raises UsageError where it is written so that none can be put.
    """
    from mockserver.record import Revision

    file = node.document.file
    text = read_text(file)
    read = parse(text, file)
    if has_errors(read.faults):
        raise DocumentError(read.faults)
    wanted = deepcopy(read.root)
    try:
        holder = pointers.resolve(wanted, node.pointer)
    except KeyError:
        holder = None
    if not isinstance(holder, dict):
        raise conflict(_CHANGED.format(file))
    holder.update(_with_example(wanted, holder, name, value))
    after = rewritten(text, file, wanted)
    holder.pop("example", None)  # a step of its own: what is added stands behind it
    return Revision(Path(file), text, rewritten(after, file, wanted), added=1)


def _with_example(root: Any, holder: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
    """OAS 3.1 §4.8.14.1 has a map of examples or one; 2.0 §Example Object one a media type."""
    if "swagger" in root:
        return {"examples": {**holder.get("examples", {}), "application/json": value}}
    known = dict(_known(holder))
    if name in known:
        raise conflict(f"There is an example '{name}' already; give this one another name.")
    return {"examples": {**known, name: {"value": value}}}


def _known(holder: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The examples that there are; the one that has no name gets one."""
    if "example" in holder:
        yield "default", {"value": holder["example"]}
    examples = holder.get("examples")
    yield from examples.items() if isinstance(examples, Mapping) else ()
