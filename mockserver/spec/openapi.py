"""How OpenAPI 3.0, 3.1 and 3.2 spell the parts of the model."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from mockserver import media
from mockserver.errors import DocumentError
from mockserver.spec.model import (
    Content,
    Encoding,
    Example,
    Location,
    Operation,
    Parameter,
    RequestBody,
    ResponseObject,
    SecurityScheme,
    Server,
)
from mockserver.spec.node import Node
from mockserver.spec.schema import Schema, Schemas

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
METHODS_3_2 = (*METHODS, "query")
# OAS 3.1 §4.8.12.2: the style a parameter has when it names none.
DEFAULT_STYLE = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
# OAS 3.1 §4.8.12.1: what these header parameters say of their values is ignored, other keywords
# describe them; that one has to be sent nothing else can say.
DESCRIBED_ELSEWHERE = frozenset(("accept", "content-type", "authorization"))
# Asked of each parameter.
_LOCATIONS = frozenset(Location)
_VARIABLE = re.compile(r"\{([^{}]*)\}")
_MAX_BASE_PATHS = 64


def operations(path_item: Node, _root: Node) -> tuple[tuple[str, Node], ...]:
    """The operations of a path item by method, 3.0 and 3.1."""
    return tuple(_fixed(path_item, METHODS))


def operations_3_2(path_item: Node, _root: Node) -> tuple[tuple[str, Node], ...]:
    """The same for 3.2: with QUERY and with methods of one's own (OAS 3.2 §4.9)."""
    extra = path_item.child_members("additionalOperations")
    own = ((name, node) for name, node in extra if isinstance(node.value, dict))
    return (*_fixed(path_item, METHODS_3_2), *own)


def _fixed(path_item: Node, methods: tuple[str, ...]) -> Iterator[tuple[str, Node]]:
    for key, node in path_item.members():
        if key in methods and isinstance(node.value, dict):
            yield key.upper(), node


def servers(owner: Node) -> tuple[Server, ...]:
    """The servers that a document, a path item or an operation names."""
    return tuple(_server(node) for node in owner.child_elements("servers"))


def own_servers(operation: Operation) -> tuple[Server, ...]:
    """Those of an operation, else of its path item; none where neither has any."""
    item, own = map(servers, operation.owners)
    return own or item


def _server(node: Node) -> Server:
    url = node.text("url", "/")
    variables = dict(node.child_members("variables"))
    names = [name for name in _VARIABLE.findall(url) if name in variables]
    choices = itertools.product(*(_values(variables[name]) for name in names))
    urls = (_filled(url, dict(zip(names, choice, strict=True))) for choice in choices)
    paths = dict.fromkeys(base_path(each) for each in itertools.islice(urls, _MAX_BASE_PATHS))
    told = tuple((name, _values(variables[name])) for name in names)
    return Server(url, tuple(paths), node, told)


def _values(variable: Node) -> tuple[str, ...]:
    default = (variable.text("default"),) if variable.get("default") else ()
    return tuple(dict.fromkeys((*default, *variable.strings("enum")))) or ("",)


def _filled(url: str, values: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda match: values.get(match[1], match[0]), url)


def base_path(url: str) -> str:
    """The path of a server URL without a slash at its end; empty for the root."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    return "/" + path.strip("/") if path.strip("/") else ""


def parameters(operation: Operation) -> tuple[Parameter, ...]:
    """The parameters of the path item, then those of the operation, which win (OAS 3.1 §4.8.10)."""
    found: dict[tuple[str, str], Parameter] = {}
    for owner in operation.owners:
        for node in owner.child_elements("parameters"):
            parameter = _parameter(node.followed(), operation.schemas)
            if parameter:
                found[parameter.location, parameter.name] = parameter
    return tuple(found.values())


def _parameter(node: Node, schemas: Schemas) -> Parameter | None:
    name, place = node.text("name"), node.text("in")
    if not name or place not in _LOCATIONS:
        return None
    parameter = described(node, name, Location(place), schemas)
    if place == Location.HEADER and name.lower() in DESCRIBED_ELSEWHERE:
        is_needed = parameter.required and name.lower() != "content-type"  # the body tells
        return replace(parameter, schema=None, content=None, examples=()) if is_needed else None
    return parameter


def described(node: Node, name: str, location: Location, schemas: Schemas) -> Parameter:
    """A parameter or header from the object that describes it."""
    style = node.text("style", DEFAULT_STYLE.get(location, "form"))
    declared = contents(node, schemas)
    return Parameter(
        name=name,
        location=location,
        required=location is Location.PATH or node.flag("required"),
        style=style,
        explode=node.flag("explode", default=style in ("form", "cookie")),
        schema=schema_of(node, schemas),
        content=declared[0] if declared else None,
        examples=examples(node),
        place=node,
        allow_reserved=node.flag("allowReserved"),
        allow_empty=node.flag("allowEmptyValue"),
        deprecated=node.flag("deprecated"),
        description=node.text("description"),
    )


def schema_of(node: Node, schemas: Schemas) -> Schema | None:
    """The schema of a parameter, header or media type, None where there is none."""
    child = node.get("schema")
    return schemas.at(child) if child else None


def request_body(operation: Operation) -> RequestBody | None:
    """What an operation takes."""
    node = operation.node.get("requestBody")
    if node is None:
        return None
    body = node.followed()
    return RequestBody(body.flag("required"), contents(body, operation.schemas), body)


def responses(operation: Operation) -> tuple[ResponseObject, ...]:
    """The answers of an operation in the order of the document."""
    return tuple(
        _response(pattern, node.followed(), operation.schemas)
        for pattern, node in operation.node.child_members("responses")
        if not pattern.startswith("x-")
    )


def undeclared(_operation: Operation) -> ResponseObject | None:
    """OpenAPI 3 says nothing about answers that are not declared."""
    return None


def _response(pattern: str, node: Node, schemas: Schemas) -> ResponseObject:
    declared = (
        described(header.followed(), name, Location.HEADER, schemas)
        for name, header in node.child_members("headers")
        if name.lower() != "content-type"  # OAS 3.1 §4.8.17: ignored
    )
    told, links = node.text("description"), tuple(node.child_members("links"))
    return ResponseObject(pattern, contents(node, schemas), tuple(declared), node, told, links)


def contents(owner: Node, schemas: Schemas) -> tuple[Content, ...]:
    """The media types of a ``content`` map; keys that are no media type are passed over."""
    found = (
        _content(key, node.followed(), schemas) for key, node in owner.child_members("content")
    )
    return tuple(content for content in found if content)


def _content(key: str, node: Node, schemas: Schemas) -> Content | None:
    media_type = media.parse(key)
    if media_type is None:
        return None
    items, (named, first, others) = node.get("itemSchema"), _encodings(node)
    return Content(
        media_type,
        schema_of(node, schemas),
        examples(node, is_json=media_type.is_json),
        named,
        node,
        schemas.at(items) if items else None,
        first,
        others,
    )


def _encodings(
    node: Node,
) -> tuple[dict[str, Encoding], tuple[Encoding, ...], Encoding | None]:
    """How parts are written: by name, the first ones, and all others."""
    item = node.get("itemEncoding")
    return (
        {name: _encoding(each) for name, each in node.child_members("encoding")},
        tuple(_encoding(each) for each in node.child_elements("prefixEncoding")),
        _encoding(item) if item else None,
    )


def _encoding(node: Node) -> Encoding:
    style = node.text("style", "form")
    named, first, others = _encodings(node)
    return Encoding(
        content_type=node.text("contentType"),
        style=style,
        explode=node.flag("explode", default=style == "form"),
        allow_reserved=node.flag("allowReserved"),
        headers=tuple(
            (name.lower(), header.followed().flag("required"))
            for name, header in node.child_members("headers")
        ),
        place=node,
        encoding=named,
        prefix_encoding=first,
        item_encoding=others,
    )


def examples(node: Node, *, is_json: bool = False, is_lenient: bool = False) -> tuple[Example, ...]:
    """The examples beside a schema: ``examples`` by name, or the one ``example``.

    ``is_json``: of a media type whose texts say values. Raises DocumentError for a reference that
    breaks, which is left out where ``is_lenient``.
    """
    named = (
        _example(name, target, is_json=is_json)
        for name, each in node.child_members("examples")
        if isinstance(each.value, dict) and (target := _shown(each, is_lenient=is_lenient))
    )
    single = node.get("example")
    found = [example for example in named if example]
    return (*found, Example("default", single)) if single else tuple(found)


def _shown(node: Node, *, is_lenient: bool) -> Node | None:
    try:
        return node.followed()
    except DocumentError:
        if is_lenient:
            return None
        raise


def _example(name: str, node: Node, *, is_json: bool) -> Example | None:
    """Only a value at hand is an example; ``externalValue`` is text for readers."""
    value = node.get("dataValue") or node.get("value") or _serialized(node, is_json=is_json)
    return Example(name, value) if value else None


def _serialized(node: Node, *, is_json: bool) -> Node | None:
    """OAS 3.2 §4.19: the text that stands for a value; None where it is said to be JSON and not."""
    text = node.get("serializedValue")
    if text is None or not isinstance(text.value, str) or not is_json:
        return text
    try:
        return replace(text, value=json.loads(text.value))
    except ValueError:  # a finding of ``validate``
        return None


def security_schemes(root: Node) -> Mapping[str, SecurityScheme]:
    """The security schemes of the components."""
    components = root.get("components")
    if components is None:
        return {}
    named = components.child_members("securitySchemes")
    found = {name: _readable(name, node) for name, node in named}
    return {name: scheme for name, scheme in found.items() if scheme}


def _readable(name: str, node: Node) -> SecurityScheme | None:
    """None for a reference that breaks: it costs the operations that ask for the scheme."""
    try:
        return _security_scheme(name, node)
    except DocumentError:
        return None


def security_scheme(root: Node, name: str) -> SecurityScheme | None:
    """The scheme of a name, None where there is none. Raises DocumentError where it breaks."""
    components = root.get("components")
    named = components.get("securitySchemes") if components else None
    node = named.get(name) if named else None
    return _security_scheme(name, node) if node else None


def _security_scheme(name: str, written: Node) -> SecurityScheme:
    node = written.followed()
    kind = node.text("type")
    place = node.text("in")
    return SecurityScheme(
        name=name,
        kind=node.text("scheme").lower() if kind == "http" else kind,
        location=Location(place) if place in ("query", "header", "cookie") else None,
        parameter=node.text("name"),
        place=node,
    )
