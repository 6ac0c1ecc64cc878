"""Overlays: changes of a document that are written apart from it (Overlay Specification 1.0, 1.1).

An update that is a list is joined to the list it selects: 1.1 says so, documents of 1.0 mean it,
and no list of OpenAPI holds lists.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from mockserver import pointer as pointers
from mockserver.errors import DocumentError
from mockserver.finding import Finding, Rule, Severity, has_errors, report
from mockserver.hint import hint
from mockserver.pointer import Pointer
from mockserver.source.document import Document, load
from mockserver.source.json_path import Query, query
from mockserver.source.patchwork import Patchwork, Seams, Source
from mockserver.value import dataclass

RULES = (
    Rule("overlay-malformed", Severity.ERROR, "An overlay follows the Overlay Specification."),
    Rule("overlay-misfit", Severity.ERROR, "What an overlay changes can be changed so."),
    Rule("overlay-without-effect", Severity.WARNING, "The target of an action selects something."),
)
MALFORMED, MISFIT, WITHOUT_EFFECT = RULES

_VERSION = re.compile(r"1\.[01]\.\d+(-\S+)?")
_FIELDS = ("overlay", "info", "extends", "actions")
_INFO = ("title", "version", "description")
_ACTION = ("target", "description", "update", "remove")
_ACTION_1_1 = ("target", "description", "update", "copy", "remove")
_LAST_FILTER = re.compile(r"(\.\*|\[\*\])(?=\[\?[^\[]*\]$)")


@dataclass(frozen=True, slots=True)
class Action:
    """One change: what it selects, and its place in the overlay; without ``removes`` an update.

    ``copied`` selects what the update is, else it is ``update``.
    """

    select: Query
    target: str
    place: Pointer
    removes: bool
    update: Any
    copied: Query | None = None


@dataclass(frozen=True, slots=True)
class Overlay:
    """The changes of one file, in order; ``extends`` is the only document they are for, if any."""

    document: Document
    extends: str
    actions: tuple[Action, ...]
    is_strict: bool = False
    """Whether primitive values can be selected, and are updated by such alone: from 1.1 on."""

    def is_for(self, file: str) -> bool:
        """Whether it may change a document; a URL names the file that it ends with."""
        if not self.extends:
            return True
        path = self.extends.removeprefix("file://")
        if "://" in path:
            return posixpath.basename(path) == posixpath.basename(file)
        beside = posixpath.join(posixpath.dirname(self.document.file), path)
        return file == path or posixpath.normpath(beside) == posixpath.normpath(file)

    @property
    def unused(self) -> Finding:
        """What is said where none of the documents is the one that it is for."""
        message = f"this overlay is for '{self.extends}' alone, so it changes nothing here"
        return report(WITHOUT_EFFECT, message, self.document.origin(("extends",)), "/extends")


def read_overlay(document: Document) -> Overlay:
    """What a file says. Raises DocumentError with all that is wrong in it."""
    wrong = [each for each in document.faults if each.severity is Severity.ERROR]
    if not wrong:
        wrong = list(_faults(document))
    if wrong:
        raise DocumentError(tuple(wrong))
    root = document.root
    actions = tuple(_action(each, ("actions", n)) for n, each in enumerate(root["actions"]))
    return Overlay(document, root.get("extends", ""), actions, _is_strict(root))


def _is_strict(root: Any) -> bool:
    return not str(root.get("overlay")).startswith("1.0.")


def _action(value: Any, place: Pointer) -> Action:
    copied = None if "update" in value or "copy" not in value else query(value["copy"])
    target, removes = value["target"], value.get("remove") is True
    return Action(query(target), target, place, removes, value.get("update"), copied)


def _faults(document: Document) -> Iterator[Finding]:
    def wrong(message: str, place: Pointer = ()) -> Finding:
        return report(MALFORMED, message, document.origin(place), pointers.text(place))

    root = document.root
    if not isinstance(root, dict) or "overlay" not in root:
        yield wrong("this is no overlay; it begins with \"overlay: '1.0.0'\"")
        return
    if not _VERSION.fullmatch(str(root["overlay"])):
        said = f"'{root['overlay']}' is no version of overlays known here; write '1.0.0'"
        yield wrong(said, ("overlay",))
    yield from _strange(document, (), _FIELDS)
    info = root.get("info")
    if not isinstance(info, dict) or not {"title", "version"} <= info.keys():
        yield wrong("an overlay has an `info` with `title` and `version`", ("info",))
    if not isinstance(root.get("extends", ""), str):
        yield wrong("`extends` is the URI of a document", ("extends",))
    actions = root.get("actions")
    if not isinstance(actions, list) or not actions:
        yield wrong("an overlay has a list of `actions`, with at least one", ("actions",))
        return
    for number in range(len(actions)):
        yield from _faults_of_action(document, ("actions", number), wrong)


def _faults_of_action(
    document: Document, place: Pointer, wrong: Callable[[str, Pointer], Finding]
) -> Iterator[Finding]:
    action = pointers.resolve(document.root, place)
    if not isinstance(action, dict) or not isinstance(action.get("target"), str):
        yield wrong("an action has a `target`, which is a JSONPath", place)
        return
    known = _ACTION_1_1 if _is_strict(document.root) else _ACTION
    yield from _strange(document, place, known)
    if not isinstance(action.get("remove", False), bool):
        yield wrong("`remove` is true or false", (*place, "remove"))
    elif not action.get("remove") and action.keys().isdisjoint(("update", *known[3:4])):
        wanted = ", ".join(f"`{each}`" for each in known[2:-1])
        yield wrong(f"an action has an {wanted}, or `remove: true`", place)
    for key in ("target", "copy") if "copy" in known and "copy" in action else ("target",):
        try:
            query(str(action[key]))
        except ValueError as error:
            yield wrong(str(error), (*place, key))


def _strange(document: Document, place: Pointer, known: Iterable[str]) -> Iterator[Finding]:
    for name in pointers.resolve(document.root, place):
        if name not in known and not name.startswith("x-"):
            where = (*place, name)
            meant = hint(name, known, f"there are {', '.join(known)}")
            said = f"an overlay has no `{name}` here{meant}"
            yield report(MALFORMED, said, document.key_origin(where), pointers.text(where))


def overlaid(document: Document, overlays: Iterable[Overlay]) -> Document:
    """A document with changes made to it, one overlay after another; findings are in its faults."""
    chosen = tuple(each for each in overlays if each.is_for(document.file))
    if not chosen or not isinstance(document.root, dict):
        return document
    seams = Seams(document.root, document)
    found = [finding for each in chosen for finding in _applied(each, seams)]
    return Patchwork(
        document.file,
        document.text + "".join(f"\n{each.document.text}" for each in chosen),
        seams.root,
        (*document.faults, *found),
        document.read_marks,
        seams=seams,
        others=tuple(each.document for each in chosen),
    )


def _applied(overlay: Overlay, seams: Seams) -> Iterator[Finding]:
    for action in overlay.actions:
        try:
            places = action.select(seams.root)
        except ValueError as error:
            yield _told(overlay, action, MISFIT, str(error))
            continue
        if not places:
            said = f"'{action.target}' selects nothing, so this action changes nothing"
            yield _told(overlay, action, WITHOUT_EFFECT, said + _shorter(action, seams.root))
        elif action.removes:
            yield from _removed(overlay, action, places, seams)
        else:
            yield from _updated(overlay, action, places, seams)


def _shorter(action: Action, root: Any) -> str:
    """What may have been meant: a filter is about what is in the places before it."""
    shorter = _LAST_FILTER.sub("", action.target)
    if shorter == action.target:
        return ""
    count = len(query(shorter)(root))
    return f"; '{shorter}' selects {count}: a filter tests the members of its place" * bool(count)


def _removed(
    overlay: Overlay, action: Action, places: Iterable[Pointer], seams: Seams
) -> Iterator[Finding]:
    # From the end, and what is inside first, so that the places of the others stay theirs.
    for place in sorted(places, key=_order, reverse=True):
        if place:
            seams.remove(place)
        else:
            yield _told(overlay, action, MISFIT, "the whole document cannot be removed")


def _order(place: Pointer) -> tuple[tuple[int, int | str], ...]:
    return tuple((0, each) if isinstance(each, int) else (1, each) for each in place)


def _updated(
    overlay: Overlay, action: Action, places: Iterable[Pointer], seams: Seams
) -> Iterator[Finding]:
    found = _what(overlay, action, seams)
    if found is None:
        said = "`copy` selects exactly one value, and this does not"
        yield _told(overlay, action, MISFIT, said, "copy")
        return
    update, source = found
    for place in places:
        value = pointers.resolve(seams.root, place)
        misfit = _misfit(place, value, update, is_strict=overlay.is_strict)
        if misfit:
            yield _told(overlay, action, MISFIT, misfit)
        elif isinstance(value, list) and isinstance(update, list):
            seams.join(place, update, source)
        elif isinstance(value, list):
            seams.append(place, update, source)
        elif isinstance(value, dict):
            seams.merge(place, update, source)
        else:
            seams.replace(place, update, source)


def _what(overlay: Overlay, action: Action, seams: Seams) -> tuple[Any, Source] | None:
    """What an action puts somewhere, and where that is written; None where it copies no one."""
    if action.copied is None:
        return action.update, Source(overlay.document, (*action.place, "update"))
    places = action.copied(seams.root)
    if len(places) != 1:
        return None
    return deepcopy(pointers.resolve(seams.root, places[0])), seams.source(places[0])[0]


def _misfit(place: Pointer, value: Any, update: Any, *, is_strict: bool) -> str:
    """Why a value cannot be updated so; empty where it can."""
    where = pointers.text(place) or "the document"
    if isinstance(value, list):
        return ""
    if isinstance(value, dict):
        if not isinstance(update, dict):
            return f"{where} is an object, so the `update` has to be an object"
        return _unlike(place, value, update) if is_strict else ""
    if not is_strict:
        said = "is no object and no list, so it cannot be updated; update what holds it, or write"
        return f"{where} {said} \"overlay: '1.1.0'\""
    is_value = _kind(update) == "value"
    return "" if is_value else f"{where} is {_KINDS['value']}, the `update` {_KINDS[_kind(update)]}"


def _unlike(place: Pointer, value: Mapping[str, Any], update: Mapping[str, Any]) -> str:
    """The first place at which an object and its update are of other kinds (Overlay 1.1 §4.4.3)."""
    for name in (each for each in update if each in value):
        old, new, below = value[name], update[name], (*place, name)
        kind, other = _kind(old), _kind(new)
        if kind != other:
            return f"{pointers.text(below)} is {_KINDS[kind]}, the `update` {_KINDS[other]}"
        deeper = _unlike(below, old, new) if isinstance(old, dict) else ""
        if deeper:
            return deeper
    return ""


_KINDS = {"object": "an object", "list": "a list", "value": "neither object nor list"}


def _kind(value: Any) -> str:
    return "object" if isinstance(value, dict) else "list" if isinstance(value, list) else "value"


def _told(
    overlay: Overlay, action: Action, rule: Rule, message: str, key: str = "target"
) -> Finding:
    where = (*action.place, key)
    return report(rule, message, overlay.document.origin(where), pointers.text(where))


def unused(paths: Iterable[str], documents: Iterable[str]) -> tuple[Finding, ...]:
    """A finding for each overlay at some paths that ``extends`` none of the documents.

    It is no fault (Overlay 1.0 §4.4.1): the settings may name overlays of several documents.
    Raises DocumentError for one that is broken.
    """
    overlays, files = map(read_overlay, map(load, paths)), tuple(documents)
    return tuple(each.unused for each in overlays if not any(map(each.is_for, files)))


def overlaying(
    retrieve: Callable[[str], Document], document: str, paths: Iterable[str]
) -> Callable[[str], Document]:
    """A way to read documents in which the overlays at some paths change the one document.

    Overlays are read each time, so that a reload sees them change. What it gives raises
    DocumentError for an overlay that is broken, or that cannot be applied.
    """
    named = tuple(paths)

    def read(uri: str) -> Document:
        found = retrieve(uri)
        if posixpath.normpath(uri) != posixpath.normpath(document) or not named:
            return found
        changed = overlaid(found, [read_overlay(load(path)) for path in named])
        if has_errors(changed.faults):
            raise DocumentError(
                tuple(each for each in changed.faults if each.severity is Severity.ERROR)
            )
        return changed

    return read
