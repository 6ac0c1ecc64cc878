"""What names, types and formats tell about the fields of a record."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from mockserver.collection.naming import plain as _plain
from mockserver.collection.naming import words as _words
from mockserver.collection.shape import Member, Shape

_CREATED = re.compile(r"created|inserted|registered|(?:^|[_-]|date|time)added", re.IGNORECASE)
_UPDATED = re.compile(r"updated|modified|changed", re.IGNORECASE)
_MOMENT_WORDS = frozenset(
    ("at", "on", "time", "timestamp", "date", "created", "updated", "modified", "changed", "ms")
)
_MOST_SECONDS = 100_000_000_000
"""No such number of seconds is a moment that anybody means: the year is 5138."""
_RECENT = 2_000_000_000
"""In 2033; what may not be as great holds no moment."""
_ULID = re.compile(r"(.*?)([0-7][0-9a-hjkmnp-tv-z]{25})", re.DOTALL)


def infer_key(shape: Shape, parameter: str) -> str | None:
    """The field that a path variable selects by: of the same name, its last word, else ``id``.

    An object, a list or a flag is no key.
    """
    words = re.split(r"[_-]", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", parameter))
    spelled = {_plain(name): name for name, each in shape.members.items() if _is_scalar(each)}
    for candidate in (_plain(parameter), words[-1].lower(), "id"):
        if candidate in spelled:
            return spelled[candidate]
    return None


_NATURAL = "uuid guid sid key slug login username code number ref name handle email".split()
_KEY_WORDS = frozenset(("id", "uuid", "guid", "sid", "key"))


def choose_key(
    shape: Shape, parameter: str, noun: str, types: frozenset[str] = frozenset()
) -> str | None:
    """The same where the record may call it after its ``noun``, or by a name of its own.

    A variable of another type than ``id``, such as a user's name, selects by what is of its type.
    """
    found = infer_key(shape, parameter) if parameter else None
    if found and not (_plain(found) == "id" and _is_other(shape, found, parameter, types)):
        return found
    spelled = {_plain(name): name for name in shape.members}
    by_noun = [_plain(noun) + ending for ending in ("id", "uuid", "key", "code")]
    candidates = (*(() if found else ("id", *by_noun)), *_NATURAL)
    fitting = (spelled[name] for name in candidates if name in spelled)
    return next((name for name in fitting if _is_scalar(shape.members[name], types)), found)


def _is_other(shape: Shape, name: str, parameter: str, types: frozenset[str]) -> bool:
    if not types or (_words(parameter) or ("",))[-1] in _KEY_WORDS:
        return False
    own = shape.members[name].types - {"null"}
    return bool(own) and not own & types and not (own | types) <= {"integer", "number"}


def _is_scalar(member: Member, types: frozenset[str] = frozenset()) -> bool:
    own = member.types - {"null"}
    fits = not own or not types or bool(own & types)
    return fits and not own & {"object", "array", "boolean"}


def infer_generate(
    shape: Shape, key: str, keys: Sequence[str] = (), sent: Iterable[Shape] = ()
) -> Mapping[str, str]:
    """Templates for the key and for the moments that the server sets on creation.

    ``keys`` are those of the fixtures. A key that the body of a creation (``sent``) requires is
    the client's to choose.
    """
    moments = {
        name: template
        for name, member in shape.members.items()
        if (_CREATED.search(name) or _UPDATED.search(name))
        and (template := _moment_template(name, member))
    }
    if not key or any(_asks_for(each, key) for each in sent):
        return moments
    return {key: _key_template(shape.members.get(key), keys), **moments}


def _asks_for(body: Shape, key: str) -> bool:
    member = body.members.get(key)
    return key in body.required and not (member and member.is_read_only)


def infer_touch(shape: Shape) -> tuple[str, ...]:
    """The moments that change with the record."""
    return tuple(
        name
        for name, member in shape.members.items()
        if _UPDATED.search(name) and _moment_template(name, member)
    )


_COUNTING = frozenset("revision rev lockversion rowversion revisionnumber revisionno".split())
_VERSIONS = frozenset("version versionnumber versionno".split())
_GROWING = re.compile(
    r"\b(?:grow|increas|increment|bump|count(?:s|ed)? up|(?:each|every|any|on) (?:change|update|"
    r"edit|write|save|revision)|with each|optimistic)",
    re.IGNORECASE,
)


def infer_counters(shape: Shape, told: Callable[[str], str]) -> Mapping[str, bool]:
    """The whole numbers by which the server tells versions of a record apart.

    Each with whether it grows with every change, by its name or by what is ``told`` of it; others
    may grow now and then, and never fall.
    """
    found: dict[str, bool] = {}
    for name, member in shape.members.items():
        is_version = _plain(name) in _COUNTING | _VERSIONS
        if is_version and member.is_read_only and member.types - {"null"} == {"integer"}:
            is_said = bool(_GROWING.search(told(name)))
            found[name] = is_said or _plain(name) in _COUNTING
    return found


def _moment_template(name: str, member: Member) -> str:
    """How a moment is written that a field holds; empty where it holds none."""
    form = str(member.value("format") or "")
    if form == "date-time":
        return "{now}"
    types = member.types - {"null"}
    says = "time" in form or (_words(name) or ("",))[-1] in _MOMENT_WORDS
    if not types or not types <= {"integer", "number"} or not says:
        return ""
    bound = member.value("maximum")
    most = bound if isinstance(bound, int) else _MOST_SECONDS * 1000
    if most < _RECENT:
        return ""
    shown = member.value("example")
    told = f"{form} {name} {member.value('description') or ''}".lower()
    is_fine = "milli" in told or form.endswith("ms") or _words(name)[-1:] == ("ms",)
    is_fine = is_fine or (isinstance(shown, int) and shown > _MOST_SECONDS)
    return "{milliseconds}" if is_fine and most > _MOST_SECONDS else "{seconds}"


def _key_template(member: Member | None, keys: Sequence[str]) -> str:
    """As the document types it, and as the keys of the fixtures look."""
    if member and member.types & {"integer", "number"} and "string" not in member.types:
        return "{next}"
    if member and member.value("format") == "uuid":
        return "{uuid}"
    prefixes = {match[1] if (match := _ULID.fullmatch(each)) else None for each in keys}
    prefix = prefixes.pop() if len(prefixes) == 1 else None
    return f"{prefix}{{ulid}}" if prefix is not None else "{uuid}"
