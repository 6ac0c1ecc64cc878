"""What a document promises, the same for every version of OpenAPI.

An operation is cheap until one of its parts is asked for: then the part is read and kept.
A part that cannot be read raises DocumentError, so that a fault costs only its own operation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol

from mockserver.media import MediaType
from mockserver.origin import Origin
from mockserver.spec.node import Library, Node
from mockserver.spec.schema import Schema, Schemas
from mockserver.value import dataclass


class Location(StrEnum):
    """Where a parameter is sent (OAS 3.2 §4.12)."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"
    QUERYSTRING = "querystring"


class Placed(Protocol):
    """What knows where it was written, and works that out when it is asked: few ask."""

    @property
    def origin(self) -> Origin:
        """The place in a file."""
        ...


@dataclass(frozen=True, slots=True)
class Example:
    """A value that the document shows, under its name there; ``default`` when it has none."""

    name: str
    node: Node = field(repr=False)

    @property
    def value(self) -> Any:
        """The value shown."""
        return self.node.value

    @property
    def origin(self) -> Origin:
        """Where the value is written."""
        return self.node.origin


@dataclass(frozen=True, slots=True)
class Encoding:
    """How one property of a form or multipart body is written (OAS 3.1 §4.8.15)."""

    content_type: str
    style: str
    explode: bool
    allow_reserved: bool
    headers: tuple[tuple[str, bool], ...] = ()
    """The headers of the part, in lower case, and whether each is required."""
    place: Placed | None = field(default=None, compare=False, repr=False)
    encoding: Mapping[str, Encoding] = field(default_factory=dict)
    prefix_encoding: tuple[Encoding, ...] = ()
    item_encoding: Encoding | None = None
    """How the parts of the part are written, as in ``Content`` (OAS 3.2 §4.15.3)."""


@dataclass(frozen=True, slots=True)
class Content:
    """A Media Type Object with the media type, or range, it is declared for."""

    media_type: MediaType
    schema: Schema | None
    examples: tuple[Example, ...]
    encoding: Mapping[str, Encoding]
    place: Placed = field(compare=False, repr=False)
    item_schema: Schema | None = None
    """What each item of a sequence fits (OAS 3.2 §4.14)."""
    prefix_encoding: tuple[Encoding, ...] = ()
    item_encoding: Encoding | None = None
    """How parts without names are written, the first ones and all others (OAS 3.2 §4.14.1)."""

    @property
    def origin(self) -> Origin:
        """Where it is declared."""
        return self.place.origin


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter, or a response header (then its location is ``header``)."""

    name: str
    location: Location
    required: bool
    style: str
    explode: bool
    schema: Schema | None
    content: Content | None
    examples: tuple[Example, ...]
    place: Placed = field(compare=False, repr=False)
    allow_reserved: bool = False
    allow_empty: bool = False
    deprecated: bool = False
    description: str = field(default="", compare=False, repr=False)

    @property
    def any_schema(self) -> Schema | None:
        """The schema of the value, wherever it is declared."""
        return self.content.schema if self.content else self.schema

    @property
    def keywords(self) -> Mapping[str, Any]:
        """Those of its schema; none where that is true or false, or not declared."""
        schema = self.any_schema
        return schema.lifted if schema and isinstance(schema.lifted, dict) else {}

    @property
    def origin(self) -> Origin:
        """Where it is declared."""
        return self.place.origin


@dataclass(frozen=True, slots=True)
class RequestBody:
    """What an operation takes; ``names_type``: a parameter tells its media type, body or not."""

    required: bool
    content: tuple[Content, ...]
    place: Placed = field(compare=False, repr=False)
    names_type: bool = False

    @property
    def origin(self) -> Origin:
        """Where it is declared."""
        return self.place.origin


@dataclass(frozen=True, slots=True)
class ResponseObject:
    """An answer that the document declares for a status pattern: ``200``, ``4XX``, ``default``."""

    pattern: str
    content: tuple[Content, ...]
    headers: tuple[Parameter, ...]
    place: Placed = field(compare=False, repr=False)
    description: str = ""
    links: tuple[tuple[str, Placed], ...] = field(default=(), compare=False, repr=False)

    @property
    def origin(self) -> Origin:
        """Where it is declared."""
        return self.place.origin


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """One way to prove who is asking; ``kind`` is apiKey, basic, bearer, oauth2, ..."""

    name: str
    kind: str
    location: Location | None
    parameter: str
    place: Placed = field(compare=False, repr=False)

    @property
    def origin(self) -> Origin:
        """Where it is declared."""
        return self.place.origin


Requirement = Mapping[str, tuple[str, ...]]
"""Schemes that must hold together, each with the scopes it needs."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where the API is served; the paths of all values its variables may have."""

    url: str
    base_paths: tuple[str, ...]
    place: Placed = field(compare=False, repr=False)
    variables: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Each variable with its values, the default first."""

    @property
    def origin(self) -> Origin:
        """Where it is declared."""
        return self.place.origin


@dataclass(frozen=True, slots=True)
class Dialect:
    """A version of OpenAPI as functions that read its parts."""

    name: str
    servers: Callable[[Node], tuple[Server, ...]]
    own_servers: Callable[[Operation], tuple[Server, ...]]
    operations: Callable[[Node, Node], tuple[tuple[str, Node], ...]]
    parameters: Callable[[Operation], tuple[Parameter, ...]]
    request_body: Callable[[Operation], RequestBody | None]
    responses: Callable[[Operation], tuple[ResponseObject, ...]]
    undeclared: Callable[[Operation], ResponseObject | None]
    security_schemes: Callable[[Node], Mapping[str, SecurityScheme]]
    security_scheme: Callable[[Node, str], SecurityScheme | None]
    lift: Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True, eq=False)
class Operation:
    """A method on a path template. Equal only to itself."""

    method: str
    template: str
    node: Node = field(repr=False)
    path_item: Node = field(repr=False)
    root: Node = field(repr=False)
    dialect: Dialect = field(repr=False)
    schemas: Schemas = field(repr=False)

    @cached_property
    def label(self) -> str:
        """``GET /pets/{id}``: how reports call it."""
        return f"{self.method} {self.template}"

    @property
    def id(self) -> str:
        """The operationId; empty when the document gives none."""
        return self.node.text("operationId")

    @property
    def description(self) -> str:
        """What it says of itself at length; empty when it says nothing."""
        return self.node.text("description")

    @property
    def origin(self) -> Origin:
        """Where the document declares it."""
        return self.node.key_origin

    @property
    def deprecated(self) -> bool:
        """Whether clients should stop using it."""
        return self.node.flag("deprecated")

    @property
    def owners(self) -> tuple[Node, Node]:
        """The objects that may hold what concerns it: the path item, then the operation."""
        return (self.path_item, self.node)

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """Its parameters; those of the path item that it does not redefine come first."""
        return self.dialect.parameters(self)

    @cached_property
    def request_body(self) -> RequestBody | None:
        """What it takes, None when it takes nothing."""
        return self.dialect.request_body(self)

    @cached_property
    def responses(self) -> tuple[ResponseObject, ...]:
        """The answers it declares, in the order of the document."""
        return self.dialect.responses(self)

    @cached_property
    def undeclared(self) -> ResponseObject | None:
        """What holds for answers that it does not declare, None when nothing does."""
        return self.dialect.undeclared(self)

    @cached_property
    def security(self) -> tuple[Requirement, ...]:
        """Alternatives, one of which must hold; none at all means that anybody may ask.

        Raises DocumentError where a scheme that is asked for cannot be read.
        """
        declared = self.node.get("security") or self.root.get("security")
        found = tuple(map(_requirement, declared.elements())) if declared else ()
        for name in {name for each in found for name in each}:
            self.dialect.security_scheme(self.root, name)
        return found

    def response(self, status: int) -> ResponseObject | None:
        """The declared answer: exact, then its range, then default (OAS 3.1 §4.8.16)."""
        for pattern in (str(status), f"{status // 100}XX", "default"):
            for declared in self.responses:
                if declared.pattern.upper() == pattern.upper():
                    return declared
        return None


@dataclass(frozen=True)
class Spec:
    """A document that was read: cheap to have, its operations are read when asked for."""

    version: str
    title: str
    root: Node = field(repr=False)
    dialect: Dialect = field(repr=False)
    library: Library = field(repr=False)
    schemas: Schemas = field(repr=False)
    operations: tuple[Operation, ...] = field(repr=False)

    @property
    def file(self) -> str:
        """The name of the document as it was given."""
        return self.root.document.file

    @cached_property
    def servers(self) -> tuple[Server, ...]:
        """The servers that the document names, then those of single paths and operations."""
        owners = (self.root, *(owner for each in self.operations for owner in each.owners))
        found = (server for owner in owners for server in self.dialect.servers(owner))
        return tuple(dict.fromkeys(found))

    @cached_property
    def credential_fields(self) -> frozenset[str]:
        """The header fields that carry a key (OAS 3.1 §4.8.27, apiKey), in small letters."""
        found = self.security_schemes.values()
        return frozenset(
            each.parameter.lower() for each in found if each.location is Location.HEADER
        )

    @cached_property
    def security_schemes(self) -> Mapping[str, SecurityScheme]:
        """The security schemes by name, without those that cannot be read."""
        return self.dialect.security_schemes(self.root)

    def operation(self, label: str) -> Operation | None:
        """The operation with a label such as ``GET /pets``."""
        return self._by_label.get(label)

    @cached_property
    def _by_label(self) -> Mapping[str, Operation]:
        return {each.label: each for each in reversed(self.operations)}  # the first one counts


_SCHEMES = "#/components/securitySchemes/"


def _requirement(node: Node) -> Requirement:
    """From OAS 3.2 on (§4.30.1) a scheme may be named by its URI as well."""
    return {
        name.removeprefix(_SCHEMES): tuple(scope.value for scope in scopes.elements())
        for name, scopes in node.members()
    }
