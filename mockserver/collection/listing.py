"""How an operation lists records: pages, order, filters, and what is told beside the records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from typing import Any

from mockserver.collection.descent import descend
from mockserver.collection.descent import member as member_of
from mockserver.collection.filtering import Filter, filters_of
from mockserver.collection.inclusion import Inclusion, inclusions
from mockserver.collection.list_metadata import ListHeader, ListMember, list_headers, list_members
from mockserver.collection.naming import plain
from mockserver.collection.role import PARAMETERS, WEAK, Role
from mockserver.collection.shape import Member, Shape
from mockserver.pointer import Pointer
from mockserver.spec.model import Location, Operation, Parameter
from mockserver.spec.schema import Schema
from mockserver.value import dataclass

_DIRECTIONS = frozenset(("asc", "desc", "ascending", "descending", "1", "-1"))
_NUMBERS = frozenset(("integer", "number"))
_MOMENTS = frozenset(("date", "date-time"))


@dataclass(frozen=True, slots=True)
class Window:
    """A parameter of paging: its name, its default, and whether it is a number.

    ``base`` is the number of the first page, or of the first record. ``inside``: the member of a
    deepObject, such as ``page[size]``. ``is_said``: the document itself tells where it begins.
    """

    parameter: str
    default: Any = None
    is_number: bool = False
    base: int = 0
    inside: str = ""
    maximum: int | None = None
    is_said: bool = False

    @property
    def written(self) -> str:
        """The name as it stands in a query string."""
        return f"{self.parameter}[{self.inside}]" if self.inside else self.parameter


@dataclass(frozen=True, slots=True)
class Listing:
    """Every role, decided once. ``items_at`` is where the array is, ``item`` one of its elements.

    ``most`` is how many an answer may hold (maxItems). ``fields`` are those of a
    record, and of its ``attributes`` where it ``has_attributes`` (JSON:API §7.2). ``inclusions``
    are flags that ask for what it leaves out.
    """

    items_at: Pointer
    item: Schema | None
    key: str
    fields: tuple[str, ...] = ()
    windows: Mapping[Role, Window] = field(default_factory=dict)
    filters: tuple[Filter, ...] = ()
    told: tuple[ListMember, ...] = ()
    headers: tuple[ListHeader, ...] = ()
    most: int | None = None
    has_attributes: bool = False
    inclusions: tuple[Inclusion, ...] = ()

    @property
    def keeps_deleted(self) -> str:
        """The flag that asks for what was deleted; empty without one."""
        return next((each.parameter for each in self.inclusions if each.is_of_deleted), "")


def compile_listing(
    operation: Operation, items_at: Pointer, item: Schema | None, key: str
) -> Listing:
    """Read the roles off an operation. Raises DocumentError for a broken schema."""
    shape = Shape.of(item) if item else Shape({}, frozenset(), is_open=True)
    asked = [each for each in operation.parameters if each.location is Location.QUERY]
    response = next((each for each in operation.responses if each.pattern.startswith("2")), None)
    content = [each for each in response.content if each.media_type.is_json] if response else []
    schema = content[0].schema if content else None
    array = descend(schema, items_at) if schema else None
    told = tuple(list_members(schema, items_at)) if schema else ()
    inner = _attributes(item, shape)
    shape = Shape({**inner, **shape.members}, shape.required, is_open=shape.is_open)
    windows = _windows(asked, shape)
    if _counts_from_zero(told) and Role.PAGE in windows:
        windows = {**windows, Role.PAGE: _from_zero(windows[Role.PAGE])}
    used = {each.parameter for each in windows.values() if not each.inside}
    return Listing(
        items_at=items_at,
        item=item,
        key=key,
        fields=tuple(shape.members),
        windows=windows,
        filters=tuple(filters_of([each for each in asked if each.name not in used], shape)),
        told=told,
        headers=list_headers(response.headers) if response else (),
        most=_bound(array, "maxItems"),
        has_attributes=bool(inner),
        inclusions=tuple(inclusions(asked)),
    )


def _bound(schema: Schema | None, keyword: str) -> int | None:
    lifted = schema.lifted if schema else None
    value = lifted.get(keyword) if isinstance(lifted, dict) else None
    return value if isinstance(value, int) else None


def _windows(asked: Iterable[Parameter], shape: Shape) -> Mapping[Role, Window]:
    """The role of each parameter; a name that tells more wins over a weak one."""
    told = [each for parameter in asked for each in _readings(parameter)]
    told.sort(key=lambda each: plain(each[0]) in WEAK)
    found: dict[Role, Window] = {}
    fields = {plain(name) for name in shape.members}
    for name, parameter, inside, member in told:
        role = _role(name, member)
        is_field = not inside and plain(name) in WEAK and plain(name) in fields
        if role and role not in found and not is_field:
            found[role] = _window(parameter, inside, member, role)
    if Role.DIRECTION in found and Role.SORT not in found and not _is_direction(found, told):
        found[Role.SORT] = found.pop(Role.DIRECTION)
    return found


def _readings(parameter: Parameter) -> list[tuple[str, Parameter, str, Member]]:
    """A parameter, or the members of a deepObject ``page`` (JSON:API: ``page[number]``)."""
    schema = parameter.any_schema
    if parameter.style == "deepObject" and schema and plain(parameter.name) in ("page", "paging"):
        members = Shape.of(schema).members.items()
        return [(_inner(name), parameter, name, member) for name, member in members]
    parts: tuple[dict[str, Any], ...] = ()
    if schema and isinstance(schema.lifted, dict):
        parts = (schema.lifted,)
    if schema and parts and "$ref" in parts[0]:
        target = descend(schema, ())
        parts = (*parts, target.lifted) if target and isinstance(target.lifted, dict) else parts
    return [(_flat(parameter.name), parameter, "", Member(parts))]


def _inner(name: str) -> str:
    return {"number": "page", "size": "pagesize"}.get(plain(name), name)


def _flat(name: str) -> str:
    """``page[number]`` as the name of one parameter."""
    spelled = plain(name)
    aliases = {"pageoffset": "offset", "pageskip": "offset", "page": "page"}
    return aliases.get(spelled, spelled if "[" in name else name)


def _role(name: str, member: Member) -> Role | None:
    role = PARAMETERS.get(plain(name))
    types = member.types - {"null"}
    is_number = bool(types & _NUMBERS) or not types
    if role in (Role.AFTER, Role.BEFORE) and member.value("format") in _MOMENTS:
        return None
    if role is Role.OFFSET and not is_number:  # a token under the name of a number
        return Role.AFTER if plain(name) in ("offset", "start") else None
    if role is Role.PAGE and not is_number:
        return Role.AFTER
    if role is Role.LIMIT and not is_number:
        return None
    return role


def _window(parameter: Parameter, inside: str, member: Member, role: Role) -> Window:
    default, least = member.value("default"), member.value("minimum")
    types = member.types - {"null"}
    maximum = member.value("maximum")
    return Window(
        parameter=parameter.name,
        default=default,
        is_number=bool(types & _NUMBERS) and "string" not in types,
        base=_base(plain(parameter.name), default, least) if role is Role.PAGE else _first(least),
        inside=inside,
        maximum=maximum if isinstance(maximum, int) else None,
        is_said=default in (0, 1) or least in (0, 1),
    )


def _base(name: str, default: Any, least: Any) -> int:
    """The number of the first page: 1, unless the default or the minimum says 0."""
    if isinstance(default, int) and default in (0, 1):
        return default
    if isinstance(least, int) and least in (0, 1):
        return least
    return 0 if "index" in name else 1


def _attributes(item: Schema | None, shape: Shape) -> Mapping[str, Member]:
    """What a resource object of JSON:API holds in its ``attributes``; nothing for others."""
    is_resource = item is not None and {"type", "id", "attributes"} <= shape.members.keys()
    inner = member_of(item, "attributes") if item is not None and is_resource else None
    return Shape.of(inner).members if inner else {}


def _counts_from_zero(told: Iterable[ListMember]) -> bool:
    """Whether an answer tells its pages as Spring Data does: the first one's number is 0."""
    names = {plain(str(each.at[-1])) for each in told}
    return {"totalelements", "number"} <= names


def _from_zero(window: Window) -> Window:
    """The same parameter where the document does not say that its least value is 1."""
    return window if window.is_said else replace(window, base=0)


def _first(least: Any) -> int:
    return 1 if least == 1 else 0


def _is_direction(
    found: Mapping[Role, Window], told: Iterable[tuple[str, Parameter, str, Member]]
) -> bool:
    """Whether ``order`` takes asc and desc, and not names of fields."""
    name = found[Role.DIRECTION].parameter
    for _, parameter, _, member in told:
        if parameter.name == name:
            values = {str(each).lower() for each in member.value("enum") or ()}
            return bool(values) and values <= _DIRECTIONS
    return False
