"""Runs a whole check over a toy document, and tells what one rule says of it."""

from textwrap import dedent

from mockserver.source import parse
from mockserver.validate.document import _check


def findings(text, *rules):
    """The findings of some rules, all without a rule: rule, ``line:column``, sentence."""
    checked = _check(parse(dedent(text), "api.yaml"))
    return [
        (each.rule, f"{each.origin.line}:{each.origin.column}", each.message)
        for each in checked.findings
        if not rules or each.rule in rules
    ]


def at(text, words, nth=1):
    """``line:column`` of the nth time that some words stand in a text."""
    whole = dedent(text)
    index = -1
    for _ in range(nth):
        index = whole.index(words, index + 1)
    return f"{whole.count(chr(10), 0, index) + 1}:{index - whole.rfind(chr(10), 0, index)}"
