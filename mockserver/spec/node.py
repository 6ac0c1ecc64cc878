"""A place in a set of documents: a value, and where it is written."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from mockserver import pointer as pointers
from mockserver.errors import DocumentError
from mockserver.finding import Finding, Rule, Severity, report
from mockserver.hint import hint
from mockserver.origin import Origin
from mockserver.pointer import Pointer, Token
from mockserver.source import Document, load
from mockserver.spec.identity import Identities, joined
from mockserver.spec.territory import why_forbidden

RULES = (
    Rule("reference-unresolved", Severity.ERROR, "A $ref leads to something that is there."),
    Rule("reference-remote", Severity.ERROR, "A $ref to another host is followed only if allowed."),
    Rule("reference-loop", Severity.ERROR, "A chain of $refs ends at something that is no $ref."),
)
UNRESOLVED, REMOTE, LOOP = RULES

Retrieve = Callable[[str], Document]
_SLASH = ("",)
LONGEST = 64
"""References, one after another; documents in use have three."""


def from_disk(uri: str) -> Document:
    """Read a file. Raises DocumentError for what is not a file of this machine."""
    return load(uri)


class Library:
    """The documents that refer to one another, each read once, by path or URL."""

    def __init__(self, retrieve: Retrieve = from_disk, *, allow_remote: bool = False) -> None:
        self._retrieve = retrieve
        self.allow_remote = allow_remote
        self._documents: dict[str, Document] = {}
        self._identities = Identities()
        self._identified: dict[str, tuple[Document, Pointer]] = {}

    def open(self, uri: str) -> Document:
        """The document at a path or URL. Raises DocumentError."""
        key = _plain(uri)
        if key not in self._documents:
            self._keep(key, self._retrieve(uri))
        return self._documents[key]

    def why_forbidden(self, path: str) -> str:
        """Why no reference may lead to a file; empty where it may, or the file was read already."""
        if _plain(path) in self._documents or not self._documents:
            return ""
        return why_forbidden(path, next(iter(self._documents)))

    def add(self, document: Document) -> Node:
        """Take in a document that was read already; its root."""
        self._keep(_plain(document.file), document)
        return Node(document.root, document, (), self)

    def home(self, node: Node) -> tuple[str, Node]:
        """What references of a node start from: the part around it with a name, else the document.

        The name is empty where there is none.
        """
        uri, pointer = self._identities.home(node.document, node.pointer)
        return uri, self._at(node.document, pointer)

    def identified(self, uri: str) -> Node | None:
        """The part that gives itself a URI, among the documents read so far."""
        found = self._identified.get(uri)
        return self._at(*found) if found else None

    def _keep(self, key: str, document: Document) -> None:
        self._documents[key] = document
        for uri, pointer in self._identities.of(document).items():
            self._identified.setdefault(uri, (document, pointer))

    def _at(self, document: Document, pointer: Pointer) -> Node:
        return Node(pointers.resolve(document.root, pointer), document, pointer, self)

    def documents(self) -> tuple[Document, ...]:
        """All documents read so far, in the order in which they were asked for."""
        return tuple(self._documents.values())


# To make a frozen one takes thrice as long, and a check of a large document makes 100,000.
@dataclass(slots=True)
class Node:
    """A value of a document together with its address; nothing sets what it holds."""

    value: Any
    document: Document
    pointer: Pointer
    library: Library = field(repr=False, compare=False)

    @property
    def origin(self) -> Origin:
        """Where the value is written."""
        return self.document.origin(self.pointer)

    @property
    def key_origin(self) -> Origin:
        """Where the key that leads to the value is written."""
        return self.document.key_origin(self.pointer)

    @property
    def address(self) -> str:
        """The file and the pointer as one text, the same for the same place."""
        return f"{self.document.file}{pointers.fragment(self.pointer)}"

    def get(self, token: Token) -> Node | None:
        """One step down; None where there is nothing."""
        holder = self.value
        if holder.__class__ is dict:  # as nearly always
            if token not in holder:
                return None
            return Node(holder[token], self.document, (*self.pointer, token), self.library)
        try:
            value = pointers.step(holder, token)
        except KeyError:
            return None
        return Node(value, self.document, (*self.pointer, token), self.library)

    def members(self) -> Iterator[tuple[str, Node]]:
        """The members of an object in order; none for anything else."""
        if isinstance(self.value, dict):
            for key, value in self.value.items():
                yield key, Node(value, self.document, (*self.pointer, key), self.library)

    def elements(self) -> Iterator[Node]:
        """The elements of an array in order; none for anything else."""
        if isinstance(self.value, list):
            for index, value in enumerate(self.value):
                yield Node(value, self.document, (*self.pointer, index), self.library)

    def child_members(self, key: str) -> Iterator[tuple[str, Node]]:
        """The members of the object under a key; none where there is no object."""
        child = self.get(key)
        return child.members() if child else iter(())

    def child_elements(self, key: str) -> Iterator[Node]:
        """The elements of the array under a key; none where there is no array."""
        child = self.get(key)
        return child.elements() if child else iter(())

    def text(self, key: str, default: str = "") -> str:
        """The string under a key; the default where there is none."""
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return value if isinstance(value, str) else default

    def flag(self, key: str, *, default: bool = False) -> bool:
        """The boolean under a key; the default where there is none."""
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return value if isinstance(value, bool) else default

    def strings(self, key: str) -> tuple[str, ...]:
        """The strings in the array under a key."""
        return tuple(item.value for item in self.child_elements(key) if isinstance(item.value, str))

    @property
    def reference(self) -> str | None:
        """The target of a Reference Object; None for anything else."""
        target = self.value.get("$ref") if isinstance(self.value, dict) else None
        return target if isinstance(target, str) else None

    def followed(self) -> Node:
        """What a chain of references leads to; the node itself when it is none.

        Raises DocumentError where the chain breaks, turns in a circle, or seems not to end.
        """
        if self.reference is None:
            return self
        node, seen = self, {self.address}
        while (target := node.reference) is not None:
            link, node = node, node.target(target)
            if node.address in seen:
                raise link.broken(LOOP, f"the reference '{target}' leads back to itself")
            if len(seen) > LONGEST:
                raise self.broken(LOOP, too_long(self.reference))
            seen.add(node.address)
        return node

    def target(self, reference: str) -> Node:
        """Where one reference leads, read against this node's document. Raises DocumentError."""
        uri, _, fragment = reference.partition("#")
        root = self._root_of(uri, reference)
        try:
            tokens = pointers.parse_fragment(fragment)
        except ValueError:
            return self._anchored(root, fragment, reference)
        try:
            return self._descend(root, tokens, reference)
        except DocumentError:
            if uri or not root.pointer:
                raise
        # A schema with a name is a resource of its own, yet documents in use mean the document.
        whole = Node(self.document.root, self.document, (), self.library)
        return self._descend(whole, tokens, reference)

    def _descend(self, root: Node, tokens: tuple[str, ...], reference: str) -> Node:
        value = root.value
        for token in tokens:
            try:
                value = pointers.step(value, token)
            except KeyError:
                if tokens == _SLASH:  # documents in use mean the whole by '#/'
                    return root
                raise self.broken(UNRESOLVED, _nowhere(reference, value, token)) from None
        return Node(value, root.document, (*root.pointer, *tokens), root.library)

    def _root_of(self, uri: str, reference: str) -> Node:
        base, home = self.library.home(self)
        if not uri:
            return home
        known = self.library.identified(joined(base, unquote(uri)))
        if known is not None:
            return known
        place = _join(self.document.file, unquote(uri))
        is_elsewhere = _is_remote(place) and not _same_host(place, self.document.file)
        if is_elsewhere and not self.library.allow_remote:
            message = f"'{reference}' is on another host; --allow-remote lets it be followed"
            raise self.broken(REMOTE, message)
        forbidden = "" if _is_remote(place) else self.library.why_forbidden(place)
        if forbidden:
            raise self.broken(UNRESOLVED, f"'{reference}' {forbidden}")
        try:
            document = self.library.open(place)
        except DocumentError as error:
            raise self.broken(UNRESOLVED, f"'{reference}' cannot be read: {error}") from error
        return Node(document.root, document, (), self.library)

    def _anchored(self, root: Node, anchor: str, reference: str) -> Node:
        """JSON Schema 2020-12 §8.2.2: a fragment that is no pointer names an anchor.

        The nearest counts, for schemas that stand apart may give the same name.
        """
        for start in (*self._ancestors(), root):
            for node in _walk(start) if start.document is root.document else ():
                if anchor in (node.text("$anchor"), node.text("$dynamicAnchor")):
                    return node
        raise self.broken(UNRESOLVED, f"no schema carries the anchor of '{reference}'")

    def _ancestors(self) -> Iterator[Node]:
        """The values that hold this one, from the inside out, the root left out."""
        root = Node(self.document.root, self.document, (), self.library)
        for depth in range(len(self.pointer), 0, -1):
            yield self._descend(root, tuple(map(str, self.pointer[:depth])), "")

    def broken(self, rule: Rule, message: str) -> DocumentError:
        """The error for a reference that stands here."""
        keyword = next((key for key in ("$ref", "$dynamicRef") if self.get(key)), "$ref")
        return DocumentError((self.finding(rule, message, (*self.pointer, keyword)),))

    def finding(self, rule: Rule, message: str, place: Pointer | None = None) -> Finding:
        """A finding about this value, or about one beneath it."""
        where = self.pointer if place is None else place
        return report(rule, message, self.document.origin(where), pointers.text(where))


def too_long(reference: str | None) -> str:
    """What is said of a reference to a reference to a reference, and so on."""
    return f"'{reference}' leads to more than {LONGEST} further references; refer to the last"


def _nowhere(reference: str, value: Any, token: str) -> str:
    names = value if isinstance(value, dict) else ()
    return f"'{reference}' leads nowhere: there is no '{token}'{hint(token, names)}"


def _join(base: str, uri: str) -> str:
    if _is_remote(uri) or _is_remote(base):
        return urljoin(base, uri)
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), uri))


def _is_remote(uri: str) -> bool:
    try:
        return urlsplit(uri).scheme in ("http", "https")
    except ValueError:  # brackets that are no IPv6 address: no URL, so it may be a file's name
        return False


def _plain(uri: str) -> str:
    """One spelling of a path, so that a file is read once however it is referred to."""
    return uri if _is_remote(uri) else posixpath.normpath(uri)


def _same_host(one: str, other: str) -> bool:
    return urlsplit(one).netloc == urlsplit(other).netloc


def _walk(root: Node) -> Iterator[Node]:
    """Every object beneath in the order of the document, each shared one once."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node.value) in seen:
            continue
        seen.add(id(node.value))
        if isinstance(node.value, dict):
            yield node
        below = [*(child for _, child in node.members()), *node.elements()]
        waiting.extend(reversed(below))
