"""Lists of records, page by page: pure and total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mockserver.behaviour.links import Links
from mockserver.behaviour.list_metadata import header_lines, member_value
from mockserver.behaviour.pagination import cut
from mockserver.behaviour.selection import Record, select
from mockserver.collection.list_metadata import ListMember
from mockserver.collection.listing import Listing
from mockserver.pointer import Pointer


class ListPage(NamedTuple):
    """Some records of a list; ``total`` is how many passed the filters.

    ``members`` is what the answer tells beside them, by pointer, ``headers`` those declared,
    ``unsaid`` the names of declared ones that have nothing to tell and may be left out.
    """

    items: tuple[Record, ...]
    total: int
    members: Mapping[Pointer, Any]
    headers: tuple[tuple[str, str], ...]
    unsaid: tuple[str, ...] = ()


def page(
    listing: Listing,
    records: Sequence[Record],
    values: Mapping[str, Any],
    target: tuple[str, str],
    origin: str = "",
) -> ListPage:
    """Filter, sort, and cut out what is asked for. Never raises.

    ``values`` are the query parameters by name; ``target`` is the path and the query as it was
    sent: links repeat it with another place in the list, and where they have to be whole with the
    ``origin`` before it (scheme and host).
    """
    found = select(listing, records, values)
    chosen = cut(listing, found, values)
    links = Links(listing, chosen, target, origin)
    members = {each.at: member_value(each, listing, chosen, links) for each in listing.told}
    items = tuple(found[chosen.start : chosen.stop])
    headers = tuple(header_lines(listing, chosen, links))
    said = {name for name, _ in headers}
    unsaid = (each for each in listing.headers if each.name not in said and not each.is_required)
    return ListPage(items, len(found), members, headers, tuple(each.name for each in unsaid))


def fill(wrapper: Any, listing: Listing, page: ListPage) -> Any:
    """The wrapper with the records and what is told of them; the one that came in is unchanged."""
    filled = _put(wrapper, listing.items_at, list(page.items))
    for told in sorted(listing.told, key=lambda each: len(each.at)):
        value = page.members.get(told.at)
        if told.form == "holder":
            if value is None:
                filled = _put(filled, told.at, None) if told.is_nullable else _drop(filled, told)
        elif not _parent_is_gone(filled, told, listing):
            is_void = value is None and not told.is_nullable
            filled = _drop(filled, told) if is_void else _put(filled, told.at, value)
    return filled


def _parent_is_gone(filled: Any, told: ListMember, listing: Listing) -> bool:
    """A step that is not there was taken out as a whole."""
    holders = {each.at for each in listing.told if each.form == "holder"}
    if told.at[:-1] not in holders:
        return False
    value = filled
    for token in told.at[:-1]:
        value = value.get(token) if isinstance(value, Mapping) else None
    return value is None


def _put(container: Any, at: Pointer, value: Any) -> Any:
    if not at:
        return value
    members = dict(container) if isinstance(container, Mapping) else {}
    members[str(at[0])] = _put(members.get(str(at[0])), at[1:], value)
    return members


def _drop(container: Any, told: ListMember, depth: int = 0) -> Any:
    """Without a member that has nothing to tell; one that must be there keeps an empty text."""
    if not isinstance(container, Mapping):
        return container
    members, name = dict(container), str(told.at[depth])
    if depth + 1 < len(told.at):
        if name in members:
            members[name] = _drop(members[name], told, depth + 1)
    elif not told.is_required:
        members.pop(name, None)
    elif told.form == "token":
        members[name] = ""
    return members
