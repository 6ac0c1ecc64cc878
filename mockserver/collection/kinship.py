"""Which fields of a record name another record: its parents, and those it refers to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from mockserver.collection.naming import plain, singular
from mockserver.collection.pair import Pair, variables
from mockserver.collection.shape import Member, Shape

_ABOVE = frozenset(("parent", "parentid", "parentuuid", "parentkey"))
"""What a record of a tree calls the one above it."""
WHOLE = ("uri", "url", "iri")
"""The formats of what begins with a scheme (RFC 3986 §3); a reference need not."""
_LINKS = ("link", "url", "uri", "href", "links", "urls", "uris")
_ENDINGS = ("ids", "id", "uuid", "key", "ref", *_LINKS)


@dataclass(frozen=True, eq=False)
class Census:
    """The collections of a document by what one of their records is called.

    ``key_types`` tells the types of the keys at a path, ``key_address`` where their schema is
    written, once they are asked for.
    """

    pairs: Mapping[str, tuple[Pair, ...]] = field(repr=False)
    key_types: Callable[[str], frozenset[str]] = field(repr=False)
    key_address: Callable[[str], str] = field(repr=False)

    def named(self, noun: str, near: Pair) -> Pair | None:
        """The collection of a noun whose records one can tell without more variables than at hand.

        The one that lies nearest: among the same parents, else above, else at the top.
        """
        known = set(near.parents)
        found = [each for each in self.pairs.get(noun, ()) if set(_above(each)) <= known]
        return max(found, key=lambda each: len(_above(each)), default=None)

    def keyed(self, operation: str, parameter: str) -> str:
        """The path of the collection whose record a parameter of an operation selects, if any.

        The operation is named by its id, or by its address.
        """
        pair = self._by_operation.get(operation)
        return pair.path if pair and pair.parameter == parameter else ""

    @cached_property
    def _by_operation(self) -> Mapping[str, Pair]:
        pairs = (pair for each in self.pairs.values() for pair in each)
        owned = [
            (each, pair) for pair in pairs for each in pair.operations if pair.is_on_item(each)
        ]
        by_id = {each.id: pair for each, pair in owned if each.id}
        return {**{each.node.address: pair for each, pair in owned}, **by_id}


def _above(pair: Pair) -> tuple[str, ...]:
    """The variables that one has to know beside its key to tell a record."""
    return variables(pair.item_path)[:-1] if pair.is_shallow else pair.parents


def census(
    pairs: Iterable[Pair],
    key_types: Callable[[str], frozenset[str]],
    key_address: Callable[[str], str],
) -> Census:
    """Ordered by noun; only what has an item path can be named by a key."""
    found: dict[str, tuple[Pair, ...]] = {}
    for pair in pairs:
        if pair.item_path and not pair.path.endswith("}"):
            noun = plain(singular(pair.noun))
            found[noun] = (*found.get(noun, ()), pair)
    return Census(found, key_types, key_address)


def parent_fields(path: str, shape: Shape, key: str) -> Mapping[str, str]:
    """Variable to field: of the same name, or of what the segment before it names.

    ``/users/{id}/posts``: ``user_id``, ``userId`` or ``user``. A record's own key is never meant.
    """
    spelled = {plain(name): name for name in shape.members if name != key}
    found: dict[str, str] = {}
    for name, noun in _named_variables(path):
        for candidate in (plain(name), f"{noun}id", f"{noun}{plain(name)}", noun):
            if candidate in spelled and _is_scalar(shape.members[spelled[candidate]]):
                found[name] = spelled[candidate]
                break
    return found


def _named_variables(path: str) -> Iterator[tuple[str, str]]:
    """Each variable with the noun of the literal before it."""
    before = ""
    for segment in path.split("/"):
        for name in variables(segment):
            yield name, plain(singular(before))
        before = before if "{" in segment else segment


def references(pair: Pair, shape: Shape, key: str, census: Census) -> Mapping[str, str]:
    """Field to the path of the collection that it names a record of."""
    found: dict[str, str] = {}
    for name, member in shape.members.items():
        other = None if name == key else _named(name, member, pair, census)
        if other and _fits(member, census.key_types(other.path)):
            found[name] = other.path
    return found


def _named(name: str, member: Member, pair: Pair, census: Census) -> Pair | None:
    if member.value("format") in ("date", "date-time", "email") or member.value("enum"):
        return None
    spelled = plain(name)
    if spelled in _ABOVE and "array" not in member.types and not pair.parents:
        return pair if pair.item_path else None
    for ending in _ENDINGS:
        noun = spelled.removesuffix(ending)
        if noun and noun != spelled:
            other = census.named(noun, pair)
            if other:
                return other
    is_many = "array" in member.types
    return census.named(plain(singular(name)) if is_many else spelled, pair)


def _fits(member: Member, key_types: frozenset[str]) -> bool:
    """Whether a field may hold a key: itself, or each of its elements."""
    types = member.types - {"null"}
    if "array" in types:
        items = member.value("items")
        written = items.get("type", ()) if isinstance(items, dict) else ()
        types = frozenset((written,) if isinstance(written, str) else written)
    return bool(types & key_types) or (not key_types and bool(types & {"string", "integer"}))


class Form(Enum):
    """How a field says which record it means."""

    KEY = "key"
    PATH = "path"
    URL = "url"


def form_of(name: str, member: Member) -> Form:
    """By its key, unless its format or its name asks for a place (RFC 3986 §4.1)."""
    items = member.value("items") if "array" in member.types else None
    form = str((items.get("format") if isinstance(items, dict) else member.value("format")) or "")
    if form in WHOLE:
        return Form.URL
    is_place = form.startswith(("uri", "iri")) or plain(name).endswith(_LINKS)
    return Form.PATH if is_place else Form.KEY


def _is_scalar(member: Member) -> bool:
    return not member.types & {"object", "array", "boolean"}
