"""Path templates: whether they can be read, told apart, and are met by path parameters."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import field
from string import ascii_letters, digits
from urllib.parse import quote

from mockserver.finding import Finding, Rule, Severity
from mockserver.hint import closest
from mockserver.spec.model import Operation, Spec
from mockserver.spec.node import Node
from mockserver.validate.survey import Survey, at_key, at_value
from mockserver.value import dataclass

RULES = (
    Rule(
        "path-template-malformed", Severity.ERROR, "Braces of a path template hold one name each."
    ),
    Rule("path-duplicate", Severity.ERROR, "No two paths are the same but for parameter names."),
    Rule("path-ambiguous", Severity.WARNING, "It is clear which path a request is for."),
    Rule(
        "path-variables-adjacent",
        Severity.WARNING,
        "Between two variables of a path stands something that tells them apart.",
    ),
    Rule(
        "path-odd",
        Severity.WARNING,
        "A path has no empty segment, and no character that a URL cannot hold.",
    ),
    Rule(
        "path-parameter-undeclared",
        Severity.ERROR,
        "Each name in the braces of a path is a declared path parameter.",
    ),
    Rule(
        "path-parameter-unused",
        Severity.ERROR,
        "A path parameter is one of the names in the braces of its path.",
    ),
)
MALFORMED, DUPLICATE, AMBIGUOUS, ADJACENT, ODD, UNDECLARED, UNUSED = RULES

_EXPRESSION = re.compile(r"\{([^{}/]+)\}")
# RFC 3986 §3.3: a pchar or "/"; what is beyond ASCII is encoded when it is sent.
_HEARD_OF = frozenset(f"{ascii_letters}{digits}-._~!$&'()*+,;=:@/%")
_ADJACENT = re.compile(r"(\{[^{}/]+\})(\{[^{}/]+\})")

Segments = tuple[str, ...]


def check_paths(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """Findings about the paths of a document (OAS 3.1 §4.8.8)."""
    methods: dict[str, list[Operation]] = defaultdict(list)
    for each in spec.operations:
        methods[each.template].append(each)
    paths = [(key, node) for key, node in spec.root.child_members("paths") if key.startswith("/")]
    sound = []
    for template, node in paths:
        fault = _malformed(template)
        if fault:
            yield at_key(node, MALFORMED, fault)
        else:
            sound.append((template, node))
            yield from _adjacent(template, node)
            yield from _odd(template, node)
            yield from _parameters(template, node, methods[template], survey)
    yield from _same(sound)
    yield from _unclear(sound, methods)
    yield from _pathless(spec, survey)


def _pathless(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """OAS 3.1 §4.8.12.1: a path parameter is a name in a path, and a webhook has none."""
    for key, item in spec.root.child_members("webhooks"):
        if item.reference is not None or not isinstance(item.value, dict):
            continue  # what it refers to may be that of a path as well
        operations = (node for _, node in spec.dialect.operations(item, spec.root))
        for owner in (item, *operations):
            for name, node in _declared(owner, survey).items():
                said = f"'{name}' is a path parameter, but the webhook '{key}' has no path"
                yield at_value(node.get("name") or node, UNUSED, f"{said}; remove it")


def _malformed(template: str) -> str:
    if "{}" in template:
        return f"the braces of '{template}' hold no name; write each parameter as {{name}}"
    rest = _EXPRESSION.sub("", template)
    if "{" in rest or "}" in rest:
        return f"the braces of '{template}' do not match; write each parameter as {{name}}"
    names = _EXPRESSION.findall(template)
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        return f"'{template}' has {{{twice}}} more than once; give each a name of its own"
    return ""


def _adjacent(template: str, node: Node) -> Iterator[Finding]:
    """RFC 6570 §1.4: a template that is matched needs something between its expressions."""
    found = _ADJACENT.search(template)
    if found:
        message = f"nothing tells where {found[1]} ends and {found[2]} begins; put a '/' or a '-'"
        yield at_key(node, ADJACENT, f"{message} between them, say")


def _odd(template: str, node: Node) -> Iterator[Finding]:
    """RFC 3986 §3.3: what a path may hold; OAS 3.2 §4.8.2: a segment has a character."""
    literal = _EXPRESSION.sub("", template).partition("?")[0].partition("#")[0]
    odd = next((each for each in literal if each.isascii() and each not in _HEARD_OF), "")
    if odd:
        said = f"{odd!r} cannot stand in a path: write it as {quote(odd, safe='')}"
        yield at_key(node, ODD, f"{said}, or leave it out")
    elif "//" in template:
        yield at_key(node, ODD, f"'{template}' has an empty segment: write one '/' there")


def _parameters(
    template: str, item: Node, operations: list[Operation], survey: Survey
) -> Iterator[Finding]:
    wanted = _EXPRESSION.findall(template)
    holders = (item, *(each.path_item for each in operations))  # what a $ref leads to holds some
    shared = {name: node for each in holders for name, node in _declared(each, survey).items()}
    own = {each.method: _declared(each.node, survey) for each in operations}
    missing = [name for name in wanted if name not in shared]
    if not missing and not any(own.values()) and len(shared) == len(wanted):
        return
    everywhere = {name for name in missing if all(name not in each for each in own.values())}
    meant: dict[str, Node] = {}
    for name, node in [*shared.items(), *(pair for each in own.values() for pair in each.items())]:
        if name not in wanted:
            right = _meant(name, missing)
            meant.setdefault(right, node)
            yield at_value(node.get("name") or node, UNUSED, _surplus(name, template, right))
    for name in missing if operations else ():
        if name in everywhere:
            yield at_key(item, UNDECLARED, _undeclared(name, "'parameters' of the path", meant))
            continue
        for each in operations:
            if name not in own[each.method]:
                yield at_key(each.node, UNDECLARED, _undeclared(name, "'parameters' here", meant))


def _declared(owner: Node, survey: Survey) -> Mapping[str, Node]:
    """The path parameters of a path item or an operation by name."""
    found = (node for _, node in survey.parameters(owner))
    return {node.text("name"): node for node in found if node.text("in") == "path"}


def _meant(name: str, missing: list[str]) -> str:
    """The name in the template that a wrong one stands for: the like, or the only one left."""
    by_plain = {re.sub(r"[-_]", "", each).lower(): each for each in missing}
    near = closest(re.sub(r"[-_]", "", name), by_plain)
    return by_plain[near] if near else missing[0] if len(missing) == 1 else ""


def _surplus(name: str, template: str, meant: str) -> str:
    mend = f"did you mean '{meant}'?" if meant else "remove it, or write it into the path"
    return f"'{name}' is a path parameter, but '{template}' has no {{{name}}}; {mend}"


def _undeclared(name: str, place: str, meant: Mapping[str, Node]) -> str:
    said = f"{{{name}}} is no declared path parameter"
    if name not in meant:
        return f"{said}; declare it in the {place}"
    other = meant[name]
    return f"{said}; did you mean '{other.text('name')}' of line {other.origin.line} by it?"


def _same(paths: list[tuple[str, Node]]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for template, node in paths:
        other = first.setdefault(_EXPRESSION.sub("{}", template), template)
        if other != template:
            message = f"'{template}' is the same path as '{other}': only parameter names differ"
            yield at_key(node, DUPLICATE, f"{message}; put the operations of both under one")


def _unclear(
    paths: list[tuple[str, Node]], operations: Mapping[str, list[Operation]]
) -> Iterator[Finding]:
    """Two paths that one request can be for, neither of which is the more literal one.

    Each path asks a tree of the segments of those before it, which a request has to share.
    """
    seen = _Tree()
    for template, node in paths:
        segments = tuple(template.split("/"))
        methods = frozenset(each.method for each in operations.get(template, ()))
        entry = _Entry(template, segments, methods)
        other = next((each for each in seen.near(segments) if _clash(each, entry)), None)
        if other is not None:
            message = f"a request can be for this path and for '{other.template}'"
            yield at_key(node, AMBIGUOUS, f"{message}: neither goes before; rename one")
        seen.add(entry)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A path with the methods that it has."""

    template: str
    segments: Segments
    methods: frozenset[str]


@dataclass(slots=True)
class _Branch:
    """What follows a segment: by literal text, by template, and the path that ends here."""

    literal: dict[str, _Branch] = field(default_factory=dict)
    open: dict[str, _Branch] = field(default_factory=dict)
    ends: list[_Entry] = field(default_factory=list)


class _Tree:
    """Paths by their segments. Templates that differ in names only are one branch."""

    def __init__(self) -> None:
        self._root = _Branch()

    def add(self, entry: _Entry) -> None:
        """Take in a path."""
        branch = self._root
        for segment in entry.segments:
            is_open = "{" in segment
            below = branch.open if is_open else branch.literal
            branch = below.setdefault(_shape(segment) if is_open else segment, _Branch())
        branch.ends.append(entry)

    def near(self, segments: Segments) -> Iterator[_Entry]:
        """The paths that are literal where these segments are open, and open where literal."""
        waiting = [(self._root, 0, False, False)]
        while waiting:
            branch, depth, is_more, is_less = waiting.pop()
            if depth == len(segments):
                yield from branch.ends if is_more and is_less else ()
                continue
            waiting += [
                (below, depth + 1, is_more or more, is_less or less)
                for below, more, less in _steps(branch, segments[depth])
            ]


def _steps(branch: _Branch, segment: str) -> Iterator[tuple[_Branch, bool, bool]]:
    """The branches that a request with this segment may take; whether they say more, or less."""
    if "{" in segment:
        yield from ((below, False, False) for below in branch.open.values())
        yield from ((below, True, False) for below in branch.literal.values())
        return
    if segment in branch.literal:
        yield branch.literal[segment], False, False
    yield from ((below, False, True) for below in branch.open.values())


def _shape(segment: str) -> str:
    return _EXPRESSION.sub("{}", segment)


def _clash(one: _Entry, two: _Entry) -> bool:
    return bool(one.methods & two.methods) and _cross(one.segments, two.segments)


def _cross(one: Segments, two: Segments) -> bool:
    """Whether each is literal where the other is not, and they are equal elsewhere."""
    leads = set()
    for mine, other in zip(one, two, strict=True):
        if mine == other:
            continue
        is_open, is_other_open = "{" in mine, "{" in other
        if not (is_open or is_other_open):
            return False
        if is_open != is_other_open and not _fits(*((mine, other) if is_open else (other, mine))):
            return False
        leads.add((is_open, is_other_open))
    return {(True, False), (False, True)} <= leads


def _fits(template: str, literal: str) -> bool:
    pattern = "".join(
        ".+" if index % 2 else re.escape(part)
        for index, part in enumerate(_EXPRESSION.split(template))
    )
    return re.fullmatch(pattern, literal) is not None
