"""How Swagger 2.0 spells the parts of the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from mockserver import media
from mockserver.media import MediaType
from mockserver.spec import openapi
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
from mockserver.spec.schema import Schemas

METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
FORM = MediaType("application", "x-www-form-urlencoded")
MULTIPART = MediaType("multipart", "form-data")
JSON = MediaType("application", "json")
# Swagger 2.0 "collectionFormat" as style and explode of OAS 3; csv depends on the place.
_COLLECTION = {
    "ssv": ("spaceDelimited", False),
    "tsv": ("tabDelimited", False),
    "pipes": ("pipeDelimited", False),
    "multi": ("form", True),
}


def operations(path_item: Node, _root: Node) -> tuple[tuple[str, Node], ...]:
    """The operations of a path item by method."""
    return tuple(
        (key.upper(), node)
        for key, node in path_item.members()
        if key in METHODS and isinstance(node.value, dict)
    )


def servers(root: Node) -> tuple[Server, ...]:
    """``host`` and ``basePath`` as a server for each of the ``schemes``."""
    base = root.get("basePath")
    if base is None and root.get("host") is None:
        return ()
    path = openapi.base_path(root.text("basePath"))
    place = base or root
    address = f"{root.text('host', 'localhost')}{path}"
    schemes = root.strings("schemes") or ("http",)
    return tuple(Server(f"{scheme}://{address}", (path,), place) for scheme in schemes)


def own_servers(operation: Operation) -> tuple[Server, ...]:
    """The server of the document for each of the ``schemes`` of an operation, if it has any."""
    schemes, node = operation.node.strings("schemes"), operation.node
    common = servers(operation.root)[:1]
    return tuple(
        replace(each, url=f"{scheme}{each.url[each.url.index('://') :]}", place=node)
        for scheme in schemes
        for each in common
    )


def parameters(operation: Operation) -> tuple[Parameter, ...]:
    """The parameters that are not part of the body."""
    return tuple(
        _described(node, node.text("name"), Location(node.text("in")), operation.schemas)
        for node in _declared(operation)
        if node.text("in") in ("path", "query", "header") and not _is_media_type(node)
    )


def _is_media_type(node: Node) -> bool:
    """Of the body's media type the body itself tells, see ``_in_header``."""
    return node.text("in") == "header" and node.text("name").lower() == "content-type"


def _declared(operation: Operation) -> Iterable[Node]:
    """Those of the path item, overridden by those of the operation."""
    found: dict[tuple[str, str], Node] = {}
    for owner in operation.owners:
        for element in owner.child_elements("parameters"):
            node = element.followed()
            found[node.text("in"), node.text("name")] = node
    return found.values()


def _described(node: Node, name: str, location: Location, schemas: Schemas) -> Parameter:
    """A parameter or a response header."""
    style, explode = _style(node, location)
    return Parameter(
        name=name,
        location=location,
        required=location is Location.PATH or node.flag("required"),
        style=style,
        explode=explode,
        schema=schemas.at(node),
        content=None,
        examples=_x_example(node),
        place=node,
        allow_empty=node.flag("allowEmptyValue"),
        description=node.text("description"),
    )


def _style(node: Node, location: Location) -> tuple[str, bool]:
    plain = ("form" if location is Location.QUERY else "simple", False)
    return _COLLECTION.get(node.text("collectionFormat", "csv"), plain)


def _x_example(node: Node) -> tuple[Example, ...]:
    example = node.get("x-example")
    return (Example("default", example),) if example else ()


def request_body(operation: Operation) -> RequestBody | None:
    """The body parameter, or all form parameters as one object.

    There is one body at most: the operation's own comes after the path item's, and wins.
    """
    declared = list(_declared(operation))
    bodies = [node for node in declared if node.text("in") == "body"]
    if bodies:
        return _whole_body(operation, bodies[-1])
    fields = [node for node in declared if node.text("in") == "formData"]
    return _form_body(operation, fields) if fields else None


def _whole_body(operation: Operation, node: Node) -> RequestBody:
    schema = openapi.schema_of(node, operation.schemas)
    named = tuple(_in_header(operation))
    consumed = (*_media_types(operation, "consumes", JSON), *named)
    content = tuple(
        Content(media_type, schema, (), {}, node) for media_type in dict.fromkeys(consumed)
    )
    return RequestBody(node.flag("required"), content, node, names_type=bool(named))


def _in_header(operation: Operation) -> Iterator[MediaType]:
    """Documents in use name media types as the values of a Content-Type parameter, too."""
    for node in _declared(operation):
        if node.text("name").lower() == "content-type":
            parsed = (media.parse(text) for text in (*node.strings("enum"), node.text("default")))
            yield from (each for each in parsed if each)


def _form_body(operation: Operation, fields: list[Node]) -> RequestBody:
    has_file = any(node.text("type") == "file" for node in fields)
    usual = MULTIPART if has_file else FORM
    named = {node.text("name"): node for node in fields}
    required = [name for name, node in named.items() if node.flag("required")]
    holder = operation.node.get("parameters") or operation.node
    schema = operation.schemas.form(named, required, holder)
    encoding = {name: _encoding(node) for name, node in named.items()}
    declared = _media_types(operation, "consumes", usual)
    forms = [each for each in declared if each in (FORM, MULTIPART)] or [usual]
    content = tuple(Content(each, schema, (), encoding, holder) for each in forms)
    return RequestBody(bool(required), content, holder)


def _encoding(node: Node) -> Encoding:
    style, explode = _style(node, Location.QUERY)
    return Encoding("", style, explode, allow_reserved=False)


def _media_types(operation: Operation, key: str, usual: MediaType) -> tuple[MediaType, ...]:
    """What the operation says, else what the document says, else the usual one."""
    owner = operation.node if operation.node.get(key) else operation.root
    parsed = (media.parse(text) for text in owner.strings(key))
    return tuple(each for each in parsed if each) or (usual,)


def responses(operation: Operation) -> tuple[ResponseObject, ...]:
    """The answers of an operation in the order of the document."""
    return tuple(
        _response(pattern, node.followed(), operation)
        for pattern, node in operation.node.child_members("responses")
        if not pattern.startswith("x-")
    )


def undeclared(operation: Operation) -> ResponseObject | None:
    """``produces`` names the media types of all answers, declared or not."""
    if not _says(operation, "produces"):
        return None
    contents = tuple(
        Content(media_type, None, (), {}, operation)
        for media_type in _media_types(operation, "produces", JSON)
    )
    return ResponseObject("undeclared", contents, (), operation)


def _response(pattern: str, node: Node, operation: Operation) -> ResponseObject:
    headers = tuple(
        _described(header, name, Location.HEADER, operation.schemas)
        for name, header in node.child_members("headers")
    )
    contents, told = tuple(_contents(node, operation)), node.text("description")
    return ResponseObject(pattern, contents, headers, node, told)


def _contents(node: Node, operation: Operation) -> Iterator[Content]:
    """``produces`` counts for every response; without it examples may name media types."""
    shown = tuple(node.child_members("examples"))
    schema = openapi.schema_of(node, operation.schemas)
    is_said = _says(operation, "produces")
    produced = _media_types(operation, "produces", JSON) if schema or is_said else ()
    named = () if is_said else (media.parse(key) for key, _ in shown)
    for media_type in dict.fromkeys((*produced, *(each for each in named if each))):
        examples = tuple(_examples(shown, media_type, produced))
        yield Content(media_type, schema, examples, {}, node)


def _examples(
    shown: tuple[tuple[str, Node], ...], media_type: MediaType, produced: tuple[MediaType, ...]
) -> Iterator[Example]:
    """Those of the media type, and those of media types that are never sent."""
    for key, example in shown:
        if media.parse(key) == media_type or media.parse(key) not in produced:
            yield Example("default", example)


def _says(operation: Operation, key: str) -> bool:
    return bool(operation.node.get(key) or operation.root.get(key))


def security_schemes(root: Node) -> Mapping[str, SecurityScheme]:
    """``securityDefinitions`` by name."""
    named = root.child_members("securityDefinitions")
    return {name: _security_scheme(name, node) for name, node in named}


def security_scheme(root: Node, name: str) -> SecurityScheme | None:
    """The scheme of a name, None where there is none."""
    named = root.get("securityDefinitions")
    node = named.get(name) if named else None
    return _security_scheme(name, node) if node else None


def _security_scheme(name: str, node: Node) -> SecurityScheme:
    return SecurityScheme(
        name=name,
        kind=node.text("type"),
        location=Location(node.text("in")) if node.text("in") in ("query", "header") else None,
        parameter=node.text("name"),
        place=node,
    )
