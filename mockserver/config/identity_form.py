"""How verify.yaml says who asks: credentials by the name of their scheme, and how to get a token.

auth:
  bearerAuth: ${API_TOKEN}
  basicAuth: {username: ci, password: "${API_PASSWORD}"}
  oauth:
    token: {url: /oauth/token, form: {grant_type: client_credentials, client_id: ci}}
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from mockserver.source.written import Form, Unfit, Written, anything, read_fields, text, texts
from mockserver.verify.target.credentials import Proof, TokenRequest

_METHODS = ("GET", "POST", "PUT")
_ENTRY = (
    "a key, a token, {username: ..., password: ...}, or {token: ...}: how to ask for one, "
    "{url: /token, form: {...}}"
)

Identity = tuple[Proof, ...]
Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Stranger:
    """A second identity; ``may`` are the operations that show it the records of the first."""

    identity: Identity = ()
    headers: Fields = ()
    may: tuple[str, ...] = ()


def read_identity(written: Written) -> Identity:
    """Credentials by the name of their scheme. Raises Unfit."""
    if not isinstance(written.value, dict) or not written.value:
        raise Unfit
    return tuple(proof for name, child in written.members() for proof in _proofs(name, child))


def _proofs(name: str, written: Written) -> Iterator[Proof]:
    place = str(written.origin)
    if isinstance(written.value, str) and written.value:
        yield Proof(name, place, written.value)
        return
    try:
        found = read_fields(written, _CREDENTIAL, "a credential")
    except Unfit:
        written.complain(written.law.malformed, f"'{name}' is {_ENTRY}")
        return
    if set(found) == {"username", "password"}:
        yield Proof(name, place, f"{found['username']}:{found['password']}")
    elif set(found) == {"token"}:
        yield Proof(name, place, request=found["token"])
    elif not written.findings:
        written.complain(written.law.malformed, f"'{name}' is {_ENTRY}")


def read_stranger(written: Written) -> Stranger:
    """A second identity. Raises Unfit."""
    found = read_fields(written, _STRANGER, "a stranger")
    if not ({"auth", "headers"} & set(written.value)):
        raise Unfit
    return Stranger(found.get("auth", ()), found.get("headers", ()), found.get("may", ()))


def _token(written: Written) -> TokenRequest:
    found = read_fields(written, _TOKEN, "a token request")
    if "url" not in written.value:
        written.complain(
            written.law.malformed, "a token request has a 'url', the one that answers with it"
        )
    if "form" in written.value and "json" in written.value:
        written.complain(written.law.malformed, "'form' and 'json' cannot both be the body", "json")
    media_type, body = "", b""
    if "form" in found:
        media_type, body = "application/x-www-form-urlencoded", found["form"]
    elif "json" in found:
        media_type, body = "application/json", json.dumps(found["json"]).encode()
    lines = found.get("headers", ())
    if media_type:
        lines = (*lines, ("Content-Type", media_type))
    options = {name: found[name] for name in ("method",) if name in found}
    expiry = found.get("expires-in")
    if isinstance(expiry, str):
        options["expires"] = expiry
    return TokenRequest(
        found.get("url", ""),
        headers=lines,
        body=body,
        token=found.get("at", "/access_token"),
        seconds=expiry if isinstance(expiry, float) else None,
        **options,
    )


def _fields(written: Written) -> Fields:
    if not isinstance(written.value, dict):
        raise Unfit
    return tuple((name, text(child)) for name, child in written.members())


def _form(written: Written) -> bytes:
    return urlencode(_fields(written)).encode()


def _method(written: Written) -> str:
    if written.value not in _METHODS:
        raise Unfit
    return str(written.value)


def _pointer(written: Written) -> str:
    if not text(written).startswith("/"):
        raise Unfit
    return str(written.value)


def _expiry(written: Written) -> Any:
    if isinstance(written.value, str):
        return _pointer(written)
    if isinstance(written.value, bool) or not isinstance(written.value, int | float):
        raise Unfit
    if written.value <= 0:
        raise Unfit
    return float(written.value)


_TEXT = Form(text, "a text")
_TOKEN = {
    "url": Form(text, "a URL, or a path below the base of the target"),
    "method": Form(_method, f"one of {', '.join(_METHODS)}"),
    "headers": Form(_fields, "an object of header fields by name"),
    "form": Form(_form, "an object of texts"),
    "json": Form(anything, "any value"),
    "at": Form(_pointer, "the pointer to the token in the answer, such as /access_token"),
    "expires-in": Form(_expiry, "seconds, or the pointer to them in the answer"),
}
_CREDENTIAL = {
    "username": _TEXT,
    "password": _TEXT,
    "token": Form(_token, "an object with 'url': how to ask for a token"),
}
_STRANGER = {
    "auth": Form(read_identity, "an object of credentials by the name of their scheme"),
    "headers": Form(_fields, "an object of header fields by name"),
    "may": Form(texts, "an operation, or a list of operations"),
}
