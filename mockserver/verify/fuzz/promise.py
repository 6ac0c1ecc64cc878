"""Where in the document a promise is written that an implementation broke."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mockserver import media
from mockserver.pointer import Pointer, Token, parse, parse_fragment

BUNDLE = "x-bundled"


@dataclass(frozen=True, slots=True)
class Place:
    """A value of the document with its pointer, after the references that led to it."""

    pointer: Pointer
    value: Any


@dataclass(frozen=True, slots=True)
class Breach:
    """What is known of a broken promise: the check that failed, on which operation and answer.

    ``location`` and ``name`` are those of the part of the request that the check is about, of a
    body the media type; of an answer ``name`` is that of a field. ``keyword`` leads from its schema
    to the keyword that it was to break.
    """

    check: str
    path: str
    method: str
    status: int
    content_type: str = ""
    location: str = ""
    name: str = ""
    keyword: str = ""


@dataclass(frozen=True, slots=True)
class Promises:
    """The document as it was read, its URI, and the way from an operation to each promise."""

    root: Any
    location: str = ""

    def broken(self, breach: Breach) -> Place:
        """The most exact place that a check's name, operation and answer lead to."""
        return _PLACES.get(breach.check, _operation)(self, breach)

    def bundled(self, path: Sequence[Token], names: Mapping[str, str], start: Place) -> Place:
        """The keyword at the end of a path through a schema whose references were gathered.

        ``names`` are the URIs of what was gathered under ``x-bundled``. What comes from another
        file has its place where the schema ``start`` refers to it.
        """
        tokens = [token for token in path if token != "$ref"]
        if BUNDLE not in tokens:
            return self.follow(tokens, start)
        split = len(tokens) - tokens[::-1].index(BUNDLE)
        file, _, fragment = names.get(str(tokens[split]), "").partition("#")
        if file not in ("", self.location):
            return start
        return self.follow((*parse_fragment(fragment), *tokens[split + 1 :]))

    def operation(self, path: str, method: str) -> Place:
        """The operation, or the path item where it has none of that method."""
        return self.follow(("paths", path, method.lower()))

    def responses(self, path: str, method: str) -> Place:
        """What the operation answers with."""
        return self.follow(("responses",), self.operation(path, method))

    def response(self, path: str, method: str, status: int) -> Place:
        """The answer for a status: itself, else its class, else the default (OAS 3.1 §4.8.16)."""
        responses = self.responses(path, method)
        wanted = (str(status), f"{status // 100}xx", "default")
        found = (key for name in wanted for key in _keys(responses) if str(key).lower() == name)
        return self.follow((key,), responses) if (key := next(found, None)) else responses

    def content(self, owner: Place, content_type: str) -> Place:
        """The schema of a body or answer with that media type; of a 2.0 document the only one."""
        content = self.follow(("content",), owner)
        key = _media_key(_keys(content), content_type)
        return self.follow((key, "schema") if key else ("schema",), content)

    def parameter(self, path: str, method: str, location: str, name: str) -> Place:
        """A parameter of the operation or of its path item; the operation when it is neither."""
        operation = self.operation(path, method)
        owners = (operation, self.follow(("paths", path)))
        places = (place for owner in owners for place in self._parameters(owner))
        return next((p for p in places if _is_parameter(p.value, location, name)), operation)

    def body(self, path: str, method: str) -> Place:
        """The request body of the operation; of a 2.0 document the parameter that is one."""
        operation = self.operation(path, method)
        body = (p for p in self._parameters(operation) if p.value.get("in") == "body")
        return next(body, None) or self.follow(("requestBody",), operation)

    def _parameters(self, owner: Place) -> Iterator[Place]:
        listed = self.follow(("parameters",), owner)
        for index in range(len(listed.value) if isinstance(listed.value, list) else 0):
            place = self.follow((index,), listed)
            if isinstance(place.value, dict):
                yield place

    def follow(self, tokens: Iterable[Token], start: Place | None = None) -> Place:
        """Go down token by token, through references, as far as the document goes."""
        place = self._settle(start or Place((), self.root))
        for token in tokens:
            key = _key(place.value, token)
            if key is None:
                return place
            place = self._settle(Place((*place.pointer, key), place.value[key]))
        return place

    def _settle(self, place: Place) -> Place:
        """Go where references point; one that leaves the document, or runs in circles, stays."""
        seen: set[str] = set()
        while (target := _reference(place.value)) and target not in seen:
            seen.add(target)
            there = _at(self.root, parse_fragment(target[1:]))
            if there is None:
                break
            place = there
        return place


def _operation(promises: Promises, breach: Breach) -> Place:
    return promises.operation(breach.path, breach.method)


def _schema(promises: Promises, breach: Breach) -> Place:
    response = promises.response(breach.path, breach.method, breach.status)
    return promises.content(response, breach.content_type)


def _response_part(name: str) -> Callable[[Promises, Breach], Place]:
    return lambda promises, breach: promises.follow(
        (name,), promises.response(breach.path, breach.method, breach.status)
    )


def _response_header(promises: Promises, breach: Breach) -> Place:
    declared = _response_part("headers")(promises, breach)
    return promises.follow((breach.name, "schema"), declared) if breach.name else declared


def _request_part(promises: Promises, breach: Breach) -> Place:
    if breach.location == "body":
        place = promises.body(breach.path, breach.method)
        schema = promises.content(place, breach.name)
    else:
        place = promises.parameter(breach.path, breach.method, breach.location, breach.name)
        schema = promises.follow(("schema",), place)
    return promises.follow(parse(breach.keyword), schema) if breach.keyword else place


_PLACES: dict[str, Callable[[Promises, Breach], Place]] = {
    "status_code_conformance": lambda promises, b: promises.responses(b.path, b.method),
    "content_type_conformance": _response_part("content"),
    "response_schema_conformance": _schema,
    "response_headers_conformance": _response_header,
    "negative_data_rejection": _request_part,
    "missing_required_header": _request_part,
    "unsupported_method": lambda promises, b: promises.follow(("paths", b.path)),
    "allow_header_conformance": lambda promises, b: promises.follow(("paths", b.path)),
}


def _reference(value: Any) -> str | None:
    target = value.get("$ref") if isinstance(value, dict) else None
    return target if isinstance(target, str) and target.startswith("#/") else None


def _at(root: Any, pointer: Sequence[Token]) -> Place | None:
    place = Place((), root)
    for token in pointer:
        key = _key(place.value, token)
        if key is None:
            return None
        place = Place((*place.pointer, key), place.value[key])
    return place


def _key(container: Any, token: Token) -> Token | None:
    """The key as the document has it: a status may be a number there, an index a text here."""
    if isinstance(container, dict):
        return next((key for key in container if str(key) == str(token)), None)
    if isinstance(container, list) and str(token).isdecimal() and int(token) < len(container):
        return int(token)
    return None


def _keys(place: Place) -> list[Token]:
    return list(place.value) if isinstance(place.value, dict) else []


def _media_key(keys: Iterable[Token], content_type: str) -> Token | None:
    sent = media.parse(content_type)
    declared = ((key, media.parse(str(key))) for key in keys)
    return next(
        (key for key, kind in declared if sent and kind and kind.covers_essence(sent)), None
    )


def _is_parameter(value: Any, location: str, name: str) -> bool:
    return (value.get("in"), value.get("name")) == (location, name)
