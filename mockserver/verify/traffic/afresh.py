"""A record that is there already is made once more under other names.

Traffic that was replayed before has left its records where nobody resets the target.
"""

from __future__ import annotations

from mockserver.collection import Collection, Part, Shape
from mockserver.collection.shape import Member
from mockserver.errors import DocumentError
from mockserver.pointer import at
from mockserver.verify.traffic.recorded import Recorded

_SHORTEST = 3


def afresh(collection: Collection, part: Part, recorded: Recorded, nonce: str) -> dict[str, str]:
    """Texts of a body that may be taken, each with one that nobody has; empty where none can be."""
    sent = at(recorded.sent, part.sent_at)
    if not isinstance(sent, dict):
        return {}
    try:
        members = _members(recorded)
    except DocumentError:
        return {}
    unique = [name for name in collection.unique if name in sent]
    names = unique or [name for name in sent if _is_free(name, members.get(name), collection)]
    texts = {name: sent[name] for name in names if isinstance(sent[name], str)}
    return {
        text: _other(text, members.get(name), nonce)
        for name, text in texts.items()
        if len(text) >= _SHORTEST
    }


def _members(recorded: Recorded) -> dict[str, Member]:
    body = recorded.operation.request_body
    shapes = [Shape.of(each.schema) for each in (body.content if body else ()) if each.schema]
    return {name: member for shape in shapes for name, member in shape.members.items()}


def _is_free(name: str, member: Member | None, collection: Collection) -> bool:
    """Whether any text will do: no choice of few, nothing that refers to something else."""
    if member is None or name in collection.references or name == collection.key:
        return False
    is_bound = any(member.has(each) for each in ("enum", "const", "pattern"))
    return not is_bound and member.value("format") in (None, "email")


def _other(text: str, member: Member | None, nonce: str) -> str:
    head, sign, domain = text.partition("@")
    longest = member.value("maxLength") if member else None
    room = longest - len(sign + domain) - len(nonce) if isinstance(longest, int) else len(head)
    return f"{head[: max(room, 0)]}{nonce}{sign}{domain}"
