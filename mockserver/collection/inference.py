"""What names, types and formats tell about the fields of a record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from mockserver.collection.fixture import FixtureFile
from mockserver.collection.shape import Member, Shape

_CREATED = re.compile(r"created|inserted|registered", re.IGNORECASE)
_UPDATED = re.compile(r"updated|modified|changed", re.IGNORECASE)
_ULID = re.compile(r"(.*?)([0-7][0-9a-hjkmnp-tv-z]{25})", re.DOTALL)


def infer_key(shape: Shape, parameter: str) -> str | None:
    """The field that a path variable selects by: of the same name, its last word, else ``id``."""
    words = re.split(r"[_-]", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", parameter))
    spelled = {_plain(name): name for name in shape.members}
    for candidate in (_plain(parameter), words[-1].lower(), "id"):
        if candidate in spelled:
            return spelled[candidate]
    return None


def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()


def infer_generate(
    shape: Shape, key: str, fixture: FixtureFile, sent: Iterable[Shape] = ()
) -> Mapping[str, str]:
    """Templates for the key and for the moments that the server sets on creation.

    A key that the body of a creation (``sent``) requires is the client's to choose.
    """
    moments = {
        name: "{now}"
        for name, member in shape.members.items()
        if _is_moment(member) and (_CREATED.search(name) or _UPDATED.search(name))
    }
    if any(_asks_for(each, key) for each in sent):
        return moments
    return {key: _key_template(shape.members.get(key), key, fixture), **moments}


def _asks_for(body: Shape, key: str) -> bool:
    member = body.members.get(key)
    return key in body.required and not (member and member.is_read_only)


def infer_touch(shape: Shape) -> tuple[str, ...]:
    """The moments that change with the record."""
    return tuple(
        name
        for name, member in shape.members.items()
        if _is_moment(member) and _UPDATED.search(name)
    )


def _is_moment(member: Member) -> bool:
    return bool(member.value("format") == "date-time")


def _key_template(member: Member | None, key: str, fixture: FixtureFile) -> str:
    """As the document types it, and as the keys of the fixtures look."""
    if member and member.types & {"integer", "number"} and "string" not in member.types:
        return "{next}"
    if member and member.value("format") == "uuid":
        return "{uuid}"
    keys = [str(record.value.get(key, "")) for record in fixture.records]
    prefixes = {match[1] if (match := _ULID.fullmatch(each)) else None for each in keys}
    prefix = prefixes.pop() if len(prefixes) == 1 else None
    return f"{prefix}{{ulid}}" if prefix is not None else "{uuid}"
