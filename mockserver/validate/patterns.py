"""Regular expressions: whether all readers of ECMA-262 read them alike, and at what cost."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator

from mockserver.finding import Finding, Rule, Severity
from mockserver.schema.ecma import respelled
from mockserver.schema.usable import readable
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.validate.survey import Survey, at_key, at_value

RULES = (
    Rule("pattern-unreadable", Severity.ERROR, "A pattern is a regular expression of ECMA-262."),
    Rule(
        "pattern-slow",
        Severity.WARNING,
        "A pattern has one way to match a text, so that it is fast.",
    ),
    Rule(
        "pattern-heavy",
        Severity.WARNING,
        "A pattern counts no further than its readers have room for.",
    ),
    Rule("pattern-delimited", Severity.WARNING, "A pattern is written without slashes around it."),
)
UNREADABLE, SLOW, HEAVY, DELIMITED = RULES
_LITERAL = re.compile(r"/\^.*\$/[a-z]*", re.DOTALL)

# What Perl, Python or Java know and ECMA-262 does not (JSON Schema 2020-12 Core §6.4).
_FOREIGN = (
    (re.compile(r"\(\?P<"), "(?P<", "a named group is written (?<name>...)"),
    (re.compile(r"\(\?P[=>]"), "(?P", "a group is named again as \\k<name>"),
    (re.compile(r"\(\?>"), "(?>", "there are no atomic groups; leave the '?>' out"),
    (re.compile(r"\(\?#"), "(?#", "there are no comments in patterns"),
    (re.compile(r"\(\?[a-zA-Z^-]+[:)]"), "(?i)", "there are no inline flags; write [Aa] for both"),
    (re.compile(r"\\A"), "\\A", "the start is ^"),
    (re.compile(r"\\[zZ]"), "\\Z", "the end is $"),
    (re.compile(r"\\[hHGQE]"), "\\Q", "escape each character by itself"),
    (re.compile(r"(?:[*+?]|\{\d+,?\d*\})\+"), "++", "there are no possessive quantifiers"),
    (re.compile(r"\[:[a-z]+:\]"), "[:alpha:]", "write the characters, or \\p{...}"),
)
_ESCAPED = re.compile(r"\\(?![AzZhHGQE])(?:u\{[^}]*\}|[pP]\{[^}]*\}|.)", re.DOTALL)
_CLASS = re.compile(r"\[\^?\]?(?:\[:[a-z]+:\]|[^\]])*\]")
# A repeated group of one repeated atom, and of others that may be absent: (a+)+, (\\w+\\s?)*.
_ATOM = r"(?:\.|_|[^\\()|\[\]*+?{}])"
_NESTED = re.compile(rf"\((?:\?:)?(?:{_ATOM}[?*])*{_ATOM}[*+](?:{_ATOM}[?*])*\)(?:[*+]|\{{\d+,\}})")
# The same letter repeated twice in a repeated group: (x+x+)+.
_TWICE = re.compile(r"\((?:\?:)?([^\\()|\[\]*+?{}._])[*+]\1[*+]\)(?:[*+]|\{\d+,\})")
# Two alternatives that are the same, repeated: (a|a)*.
_SAME = re.compile(r"\((?:\?:)?([^()|]+)\|\1\)(?:[*+]|\{\d+,\})")


def check_patterns(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """Findings about ``pattern`` and the names of ``patternProperties``; each text is read once."""
    del spec
    told: dict[str, tuple[Rule, str] | None] = {}
    plain = (node for kind in ("Parameter", "Header", "Items") for node in survey.nodes(kind))
    for schema in (*survey.having(("pattern", "patternProperties")), *plain):
        for node, pattern, is_key in _patterns(schema):
            if pattern not in told:
                told[pattern] = _verdict(pattern)
            verdict = told[pattern]
            if verdict:
                yield (at_key if is_key else at_value)(node, *verdict)


def _patterns(schema: Node) -> Iterator[tuple[Node, str, bool]]:
    pattern = schema.get("pattern") if "pattern" in schema.value else None
    if pattern is not None and isinstance(pattern.value, str):
        yield pattern, pattern.value, False
    if "patternProperties" in schema.value:
        for name, node in schema.child_members("patternProperties"):
            yield node, name, True


def _verdict(pattern: str) -> tuple[Rule, str] | None:
    plain = _ESCAPED.sub(_letter, pattern)
    bare = _CLASS.sub("_", plain)
    for number, (foreign, shown, advice) in enumerate(_FOREIGN):
        found = foreign.search(plain if number == len(_FOREIGN) - 1 else bare)
        if found:
            message = f"ECMA-262 does not know {found[0] or shown} in a pattern: {advice}"
            return UNREADABLE, message
    applied = readable(pattern)
    if applied is None:
        return UNREADABLE, f"this is no regular expression: {_reason(pattern)}"
    if applied not in (pattern, respelled(pattern)):
        message = "many readers of patterns have no room to count so many repetitions"
        return HEAVY, f"{message}; use `minLength` and `maxLength` for the length of a text"
    if any(slow.search(bare) for slow in (_NESTED, _TWICE, _SAME)):
        message = "a repetition within a repetition can take very long on a text that fails"
        return SLOW, f"{message}; repeat once"
    if _LITERAL.fullmatch(pattern):
        return DELIMITED, "the slashes are part of the pattern, so that it fits no text; drop them"
    return None


def _letter(escaped: re.Match[str]) -> str:
    """An escaped character is an atom, whatever it is."""
    del escaped
    return "_"


def _reason(pattern: str) -> str:
    """What a reader of patterns says of it; where it has nothing to say, where the fault may be."""
    with warnings.catch_warnings(action="ignore"):  # of what later versions of Python may read
        try:
            re.compile(pattern)
        except re.error as error:
            place = f" at character {error.pos + 1}" if error.pos is not None else ""
            return f"{error.msg}{place}"
        except (OverflowError, RecursionError):
            return "it repeats too often, or its groups stand too deep in one another"
    return "see whether brackets and braces match, and whether each escape is known"
