"""Path templates: whether they can be read, told apart, and are met by path parameters."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from mockserver.finding import Finding, Rule, Severity
from mockserver.spec.model import Operation, Spec
from mockserver.spec.node import Node
from mockserver.validate.survey import Survey, at_key, at_value

RULES = (
    Rule(
        "path-template-malformed", Severity.ERROR, "Braces of a path template hold one name each."
    ),
    Rule("path-duplicate", Severity.ERROR, "No two paths are the same but for parameter names."),
    Rule("path-ambiguous", Severity.WARNING, "It is clear which path a request is for."),
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
MALFORMED, DUPLICATE, AMBIGUOUS, UNDECLARED, UNUSED = RULES

_EXPRESSION = re.compile(r"\{([^{}/]+)\}")

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
            yield from _parameters(template, node, methods[template], survey)
    yield from _same(sound)
    yield from _unclear(sound, methods)


def _malformed(template: str) -> str:
    rest = _EXPRESSION.sub("", template)
    if "{" in rest or "}" in rest:
        return f"the braces of '{template}' do not match; write each parameter as {{name}}"
    names = _EXPRESSION.findall(template)
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        return f"'{template}' has {{{twice}}} more than once; give each a name of its own"
    return ""


def _parameters(
    template: str, item: Node, operations: list[Operation], survey: Survey
) -> Iterator[Finding]:
    shared = _declared(item, survey)
    own = {each.method: _declared(each.node, survey) for each in operations}
    wanted = _EXPRESSION.findall(template)
    everywhere = {name for name in wanted if all(name not in each for each in own.values())}
    missing = [name for name in wanted if name not in shared]
    used: set[str] = set()
    for name, node in [*shared.items(), *(pair for each in own.values() for pair in each.items())]:
        if name not in wanted:
            meant = _meant(name, missing)
            used.add(meant)
            yield at_value(node.get("name") or node, UNUSED, _surplus(name, template, meant))
    for name in missing if operations else ():
        if name in used:
            continue
        if name in everywhere:
            yield at_key(item, UNDECLARED, _undeclared(name, "'parameters' of the path"))
            continue
        for each in operations:
            if name not in own[each.method]:
                yield at_key(each.node, UNDECLARED, _undeclared(name, "'parameters' here"))


def _declared(owner: Node, survey: Survey) -> Mapping[str, Node]:
    """The path parameters of a path item or an operation by name."""
    found = (node for _, node in survey.parameters(owner))
    return {node.text("name"): node for node in found if node.text("in") == "path"}


def _meant(name: str, missing: list[str]) -> str:
    """The name in the template that a wrong one stands for: the like, or the only one left."""
    by_plain = {re.sub(r"[-_]", "", each).lower(): each for each in missing}
    close = get_close_matches(re.sub(r"[-_]", "", name).lower(), by_plain, n=1)
    return by_plain[close[0]] if close else missing[0] if len(missing) == 1 else ""


def _surplus(name: str, template: str, meant: str) -> str:
    hint = f"; did you mean '{meant}'?" if meant else ""
    return f"'{name}' is a path parameter, but '{template}' has no {{{name}}}{hint}"


def _undeclared(name: str, place: str) -> str:
    return f"{{{name}}} is no declared path parameter; declare it in the {place}"


def _same(paths: list[tuple[str, Node]]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for template, node in paths:
        other = first.setdefault(_EXPRESSION.sub("{}", template), template)
        if other != template:
            message = f"'{template}' is the same path as '{other}': only parameter names differ"
            yield at_key(node, DUPLICATE, message)


def _unclear(
    paths: list[tuple[str, Node]], operations: Mapping[str, list[Operation]]
) -> Iterator[Finding]:
    """Two paths that one request can be for, neither of which is the more literal one."""
    methods = {path: {each.method for each in group} for path, group in operations.items()}
    by_length: dict[int, list[tuple[str, Segments, Node]]] = defaultdict(list)
    for template, node in paths:
        segments = tuple(template.split("/"))
        by_length[len(segments)].append((template, segments, node))
    for group in by_length.values():
        told = set()
        for one, two in itertools.combinations(group, 2):
            if two[0] not in told and _cross(one[1], two[1]) and methods[one[0]] & methods[two[0]]:
                message = f"a request can be for this path and for '{one[0]}': neither goes before"
                told.add(two[0])
                yield at_key(two[2], AMBIGUOUS, message)


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
