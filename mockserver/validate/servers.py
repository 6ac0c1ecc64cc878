"""Servers: whether their URLs and their variables belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from mockserver.finding import Finding, Rule, Severity
from mockserver.hint import hint
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.validate.survey import Survey, at_key, at_value, repeated

RULES = (
    Rule("server-url-malformed", Severity.ERROR, "Braces of a server URL hold one name each."),
    Rule("server-variable-undefined", Severity.ERROR, "A variable of a server URL is declared."),
    Rule("server-variable-unused", Severity.WARNING, "A declared variable is in the server's URL."),
    Rule(
        "server-default-invalid", Severity.ERROR, "The default of a variable is one of its values."
    ),
    Rule(
        "server-url-with-query",
        Severity.WARNING,
        "A path can be put behind a server URL (an error from 3.2 on).",
    ),
    Rule("server-name-duplicate", Severity.ERROR, "No two servers have one name."),
)
MALFORMED, UNDEFINED, UNUSED, NOT_ONE, QUERIED, SAME_NAME = RULES

_VARIABLE = re.compile(r"\{([^{}]+)\}")


def check_servers(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """Findings about servers (OAS 3.1 §4.8.5)."""
    for server in survey.nodes("Server"):
        url = server.get("url")
        if url is not None and isinstance(url.value, str):
            yield from _url(url, server)
            yield from _queried(url, is_strict=spec.version == "3.2")
        for name, variable in server.child_members("variables"):
            yield from _default(name, variable)
    yield from _same_names(survey.nodes("Server"))


def _same_names(servers: tuple[Node, ...]) -> Iterator[Finding]:
    """OAS 3.2 §4.6.1: a name tells a server from the others of a document."""
    for name, other in repeated(servers, "name"):
        said = f"'{name.value}' is the name of the server in line {other.origin.line} already"
        yield at_value(name, SAME_NAME, f"{said}; give each its own")


def _url(url: Node, server: Node) -> Iterator[Finding]:
    declared = dict(server.child_members("variables"))
    rest = _VARIABLE.sub("", url.value)
    if "{" in rest or "}" in rest:
        yield at_value(url, MALFORMED, "the braces of this URL do not match; write {name}")
        return
    used = dict.fromkeys(_VARIABLE.findall(url.value))
    for name in used:
        if name not in declared:
            meant = hint(name, declared, "declare it in 'variables'", form="{{}}")
            yield at_value(url, UNDEFINED, f"{{{name}}} is no variable of this server{meant}")
    for name, variable in declared.items():
        if name not in used:
            yield at_key(
                variable,
                UNUSED,
                f"the URL of this server has no {{{name}}}; remove it, or use it there",
            )


def _queried(url: Node, *, is_strict: bool) -> Iterator[Finding]:
    """OAS 3.2 §4.6.1: "Query and fragment MUST NOT be part of this URL"."""
    mark = next((each for each in "?#" if each in _VARIABLE.sub("", url.value)), "")
    if mark:
        message = f"what follows '{mark}' would stand before the path: end the URL there"
        found = at_value(url, QUERIED, message)
        yield replace(found, severity=Severity.ERROR) if is_strict else found


def _default(name: str, variable: Node) -> Iterator[Finding]:
    default, values = variable.get("default"), variable.strings("enum")
    if default is None or not values or default.value in values:
        return
    listed = ", ".join(values)
    said = f"'{default.value}' is no value of {{{name}}}, which has {listed}"
    yield at_value(default, NOT_ONE, f"{said}; write one of them, or add it to the enum")
