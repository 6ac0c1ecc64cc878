"""What an answer tells beside its records: totals, pages, and where to go on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mockserver.collection.descent import member
from mockserver.collection.kinship import WHOLE
from mockserver.collection.naming import plain
from mockserver.collection.role import Tells, member_roles
from mockserver.collection.shape import Member, Shape
from mockserver.pointer import Pointer
from mockserver.spec.model import Parameter
from mockserver.spec.schema import Schema
from mockserver.value import dataclass

_DEPTH = 3
_HOLDERS = frozenset(
    "meta metadata pagination paging page pager pageinfo links cursors responsemetadata info "
    "pagemeta listinfo resultset paginationinfo navigation".split()
)
_STEPS = (Tells.NEXT, Tells.PREVIOUS, Tells.FIRST, Tells.LAST, Tells.SELF)
_FLAGS = frozenset(
    (Tells.HAS_MORE, Tells.HAS_PREVIOUS, Tells.IS_FIRST, Tells.IS_LAST, Tells.IS_EMPTY)
)
_LINK_WORDS = ("url", "uri", "link", "href", "path")
_TARGETS = frozenset("href url uri path link offset cursor token marker".split())


@dataclass(frozen=True, slots=True)
class ListMember:
    """A member of the answer: where it is, what it tells, and in which form.

    ``form``: integer, boolean, link, url (a link that has to be whole), token, or ``holder`` for an
    object that is null where there is nothing to tell.
    """

    at: Pointer
    tells: Tells
    form: str
    is_nullable: bool
    is_required: bool


@dataclass(frozen=True, slots=True)
class ListHeader:
    """A declared header; ``tells`` is None for ``Link``."""

    name: str
    tells: Tells | None
    form: str
    is_required: bool = False


def list_members(
    schema: Schema, items_at: Pointer, above: Pointer = (), holder: str = ""
) -> Iterator[ListMember]:
    """The members of an answer that tell about the list, also those of objects such as meta."""
    shape = Shape.of(schema)
    names = {plain(name) for name in shape.members}
    for name, each in shape.members.items():
        at = (*above, name)
        if at == items_at[: len(at)] and at == items_at:
            continue
        below = member(schema, name)
        is_object = bool(below and Shape.of(below).members)
        if is_object and below and len(at) < _DEPTH:
            yield from _inside(below, at, items_at, each, name in shape.required)
        elif not is_object:
            found = _told(at, each, names, holder)
            if found:
                yield ListMember(*found, each.is_nullable, name in shape.required)


def _inside(
    schema: Schema,
    at: Pointer,
    items_at: Pointer,
    each: Member,
    required: bool,  # noqa: FBT001
) -> Iterator[ListMember]:
    spelled = plain(str(at[-1]))
    steps = [role for role in member_roles(spelled) if role in _STEPS]
    if spelled in _HOLDERS or at == items_at[: len(at)]:
        yield from list_members(schema, items_at, at, spelled)
    elif steps:
        yield ListMember(at, steps[0], "holder", each.is_nullable, required)
        inner = Shape.of(schema)
        for name, target in inner.members.items():
            if plain(name) in _TARGETS:
                form = _form(plain(name), target, "links")
                yield ListMember(
                    (*at, name), steps[0], form, target.is_nullable, name in inner.required
                )


def _told(
    at: Pointer, each: Member, names: set[str], holder: str
) -> tuple[Pointer, Tells, str] | None:
    spelled = plain(str(at[-1]))
    form = _form(spelled, each, holder)
    for role in member_roles(spelled):
        if role is Tells.COUNT and not any(Tells.TOTAL in member_roles(other) for other in names):
            role = Tells.TOTAL  # noqa: PLW2901  the only number there is tells of all records
        if _suits(role, form):
            return at, role, form
    return None


def _suits(role: Tells, form: str) -> bool:
    if form == "boolean":
        return role in _FLAGS
    if form in ("link", "url", "token"):
        return role in _STEPS
    return role not in _FLAGS and role is not Tells.SELF


def _form(spelled: str, each: Member, holder: str) -> str:
    types = each.types - {"null"}
    if "boolean" in types:
        return "boolean"
    is_number = bool(types & {"integer", "number"}) and "string" not in types
    if is_number or not (types or each.parts):
        return "integer"
    if each.value("format") in WHOLE:
        return "url"
    is_link = "links" in holder or str(each.value("format")).startswith(("uri", "url", "iri"))
    if is_link or spelled.endswith(_LINK_WORDS):
        return "link"
    if spelled in ("next", "previous", "prev", "first", "last", "self") and holder != "cursors":
        return "link"
    return "token"


def list_headers(headers: Iterable[Parameter]) -> tuple[ListHeader, ...]:
    """The declared headers that tell about a list: ``Link`` (RFC 8288), ``X-Total-Count``."""
    return tuple(found for each in headers if (found := _header(each)))


def _header(header: Parameter) -> ListHeader | None:
    spelled = plain(header.name)
    if spelled == "link":
        return ListHeader(header.name, None, "link", header.required)
    bare = spelled.removeprefix("x").removeprefix("pagination").removeprefix("paging")
    schema = header.any_schema
    parts = (schema.lifted,) if schema and isinstance(schema.lifted, dict) else ()
    form = _form(bare, Member(parts), "") if parts else "integer"
    for role in member_roles(bare):
        plain_role = Tells.TOTAL if role is Tells.COUNT else role
        if _suits(plain_role, form):
            return ListHeader(header.name, plain_role, form, header.required)
    return None
