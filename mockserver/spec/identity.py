"""The names that parts of a document give themselves: ``$id`` and ``$self``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from mockserver.pointer import ROOT, Pointer, step
from mockserver.source import Document

_KEYWORDS = ("$id", "$self")
_UNNAMED: Mapping[str, Pointer] = {}


class Identities:
    """Finds parts of documents by their URI; each document is searched once, if it has any."""

    def __init__(self) -> None:
        self._found: dict[str, Mapping[str, Pointer]] = {}

    def of(self, document: Document) -> Mapping[str, Pointer]:
        """The pointers of a document's parts by URI.

        JSON Schema 2020-12 Core §8.2.1 for schemas, OAS 3.2 §4.1.1 for the document as a whole.
        """
        if document.file not in self._found:
            is_named = any(each in document.text for each in _KEYWORDS)
            self._found[document.file] = dict(_named(document.root)) if is_named else _UNNAMED
        return self._found[document.file]

    def home(self, document: Document, pointer: Pointer) -> tuple[str, Pointer]:
        """What a reference at a place starts from: the URI of the part around it, and that part.

        The URI is empty where nothing around the place has a name.
        """
        if not self.of(document):
            return "", ROOT
        return next(iter(reversed([*_around(document.root, pointer)])), ("", ROOT))


def _own(value: Any, base: str) -> str:
    """The URI that a value gives itself; empty where it gives none, or only an anchor."""
    if not isinstance(value, dict):
        return ""
    written = next((value[each] for each in _KEYWORDS if isinstance(value.get(each), str)), "")
    return joined(base, written) if urldefrag(written).url else ""


def joined(base: str, uri: str) -> str:
    """A reference as an absolute URI, without its fragment (RFC 3986 §5)."""
    try:
        whole = uri if urlsplit(uri).scheme else urljoin(base, uri)
        return urldefrag(whole).url
    except ValueError:
        return uri


def _named(root: Any) -> Iterator[tuple[str, Pointer]]:
    waiting: list[tuple[Any, Pointer, str]] = [(root, ROOT, "")]
    while waiting:
        value, pointer, base = waiting.pop()
        own = _own(value, base)
        if own:
            yield own, pointer
        members = value.items() if isinstance(value, dict) else enumerate(value)
        waiting += [
            (each, (*pointer, key), own or base)
            for key, each in members
            if isinstance(each, dict | list)
        ]


def _around(root: Any, pointer: Pointer) -> Iterator[tuple[str, Pointer]]:
    """The named parts that hold a place, from the outside in."""
    value, base = root, ""
    for depth in range(len(pointer) + 1):
        own = _own(value, base)
        if own:
            base = own
            yield own, pointer[:depth]
        if depth < len(pointer):
            try:
                value = step(value, pointer[depth])
            except KeyError:
                return
