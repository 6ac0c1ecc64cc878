"""Edits of one document, each with the verdict and the rule that it is to have."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from mockserver.diff.change import Verdict
from mockserver.diff.compare import compare
from mockserver.diff.judgement import judge
from mockserver.diff.policy import Policy
from mockserver.diff.rules import SCHEMA_RULES
from mockserver.schema import Direction, Validators
from mockserver.source import parse
from mockserver.spec.load import read_spec

CASES = Path(__file__).resolve().parents[2] / "diff_cases"
BASES = {
    folder: (CASES / folder / "base.yaml").read_text(encoding="utf-8")
    for folder in ("", "events", "swagger", "latest", "shop", "heirs", "wire")
}
TODAY = date(2026, 1, 1)


def listed(name):
    return [
        pytest.param(base, row[1:], id=f"{folder or 'books'}: {row[0]}")
        for folder, base in BASES.items()
        for row in yaml.safe_load((CASES / folder / f"{name}.yaml").read_text(encoding="utf-8"))
    ]


def edited(base, old, new, *more):
    """A base document with some words replaced; each pair has to be found."""
    text = base
    for before, after in zip((old, *more[::2]), (new, *more[1::2]), strict=True):
        assert before in text, before
        text = text.replace(before, after)
    return text


def spec(text, file):
    document = parse(text, file)
    assert document.faults == ()
    return read_spec(document)


def changes(revision, base):
    old, new = spec(base, "base.yaml"), spec(revision, "revision.yaml")
    return judge(compare(old, new, TODAY), old, Policy(), TODAY)


def told(judged):
    return [(each.verdict.value, each.change.rule, each.change.message) for each in judged]


def worst(judged):
    return min((list(Verdict).index(each.verdict) for each in judged), default=2)


def lines(text, words):
    """The lines on which some words stand, wherever they do."""
    found = set()
    start = text.find(words)
    while words and start >= 0:
        first = text.count("\n", 0, start) + 1
        found.update(range(first, first + words.rstrip("\n").count("\n") + 1))
        start = text.find(words, start + 1)
    return found


def is_at(change, edits, base, revision):
    """Whether a place of a change is one of the lines that were edited, or next to one."""
    old = set().union(*(lines(base, before) for before in edits[::2]))
    new = set().union(*(lines(revision, after) for after in edits[1::2]))
    is_old = change.base and change.base.line in old
    return bool(is_old or (change.revision and change.revision.line in new))


def schemas(document, label, way):
    """The schemas that an operation names for one way."""
    operation = document.operation(label)
    if way is Direction.RESPONSE:
        contents = [content for each in operation.responses for content in each.content]
        headers = [header for each in operation.responses for header in each.headers]
        return [each.any_schema for each in headers] + bodies(contents)
    body = operation.request_body
    return [each.any_schema for each in operation.parameters] + bodies(body.content if body else ())


def bodies(contents):
    return [each.item_schema or each.schema for each in contents]


def is_proof(change, base, revision):
    """Whether the body fits where it has to fit, and does not fit where it must not."""
    way = Direction.REQUEST if change.rule.startswith("request-") else Direction.RESPONSE
    if change.operations[0].startswith(("webhook ", "callback ")):  # told in test_outgoing
        return True
    documents = [spec(base, "base.yaml"), spec(revision, "revision.yaml")]
    pairs = zip(*(schemas(each, change.operations[0], way) for each in documents), strict=False)
    value = change.counterexample.value
    for pair in pairs:
        fits = [each is None or Validators().of(each, way).is_valid(value) for each in pair]
        if fits == [way is Direction.REQUEST, way is Direction.RESPONSE]:
            return True
    return False


def check(verdict, base, edits, rule):
    revision = edited(base, *edits)
    found = changes(revision, base)
    assert list(Verdict)[worst(found)] is verdict, told(found)
    matching = [each.change for each in found if each.change.rule == rule]
    assert matching, told(found)
    for each in found:
        subject, _, sentence = each.change.message.partition(": ")
        assert subject, each
        assert "None" not in sentence, each
        assert each.change.base or each.change.revision, each
    if rule not in AT_HOLDER:
        assert any(is_at(each, edits, base, revision) for each in matching), matching
    if verdict is Verdict.BREAKING and rule in PROVEN and "writeOnly" not in edits[1]:
        assert all(each.counterexample for each in matching), matching
        assert all(is_proof(each, base, revision) for each in matching), matching


AT_HOLDER = {
    *("request-encoding-changed", "response-encoding-changed"),
    *("request-media-type-removed", "response-media-type-removed", "request-property-refused"),
    *("server-removed", "server-added", "part-unreadable", "callback-removed", "webhook-removed"),
}
# No schema looks into a text, so that no value can prove that it holds something else.
PROVEN = {rule.id for rule in SCHEMA_RULES if not rule.id.endswith("-content-changed")}


def without_rule(args):
    old, new, rule, *more = args
    return rule, (old, new, *more)


@pytest.mark.parametrize(("base", "args"), listed("breaking"))
def test_an_edit_that_breaks_clients_is_breaking(base, args):
    rule, edits = without_rule(args)
    check(Verdict.BREAKING, base, edits, rule)


@pytest.mark.parametrize(("base", "args"), listed("risky"))
def test_an_edit_that_may_hurt_is_risky(base, args):
    rule, edits = without_rule(args)
    check(Verdict.RISKY, base, edits, rule)


@pytest.mark.parametrize(("base", "args"), listed("compatible"))
def test_an_edit_that_hurts_nobody_is_compatible(base, args):
    rule, edits = without_rule(args)
    if rule:
        check(Verdict.COMPATIBLE, base, edits, rule)
    else:
        revision = edited(base, *edits)
        assert told(changes(revision, base)) == []
        assert told(changes(base, revision)) == []
