from textwrap import dedent

from mockserver.finding import Finding, Severity
from mockserver.origin import Origin
from mockserver.source import parse
from mockserver.validate.levels import read_levels
from mockserver.validate.rules import all_rules

FOUND = Finding(
    "component-unused", Severity.WARNING, "nothing uses it", Origin("a.yaml", 3, 1), "/old/A"
)


def levels(text):
    return read_levels(parse(dedent(text), "rules.yaml"), all_rules())


def weighed(text):
    read = levels(text)
    assert read.findings == ()
    return [each.severity.value for each in read.weighed([FOUND])]


def test_a_rule_weighs_what_the_file_says():
    assert weighed("component-unused: error") == ["error"]
    assert weighed("component-unused: info") == ["info"]
    assert weighed("component-unused: off") == []
    assert weighed("tag-unused: off") == ["warning"]


def test_the_last_pattern_that_fits_the_place_counts():
    text = 'component-unused: {"*": error, /old/*: off}'
    assert weighed(text) == []
    assert weighed("component-unused: {/new/*: off}") == ["warning"]
    assert weighed('component-unused: {"a.yaml#*": info}') == ["info"]
    assert weighed('component-unused: {"b.yaml#*": info}') == ["warning"]


def test_an_empty_file_changes_nothing():
    assert weighed("{}") == ["warning"]


def told(text):
    return [(str(each.origin), each.message) for each in levels(text).findings]


def test_what_is_unknown_is_told_with_what_was_meant():
    assert told("component-unusd: off\ntag-unused: warnign\n") == [
        ("rules.yaml:1:1", "there is no rule 'component-unusd'; did you mean 'component-unused'?"),
        ("rules.yaml:2:13", "'warnign' is no level; did you mean 'warning'?"),
    ]
    assert told("component-unused: {/a: loud}\n") == [
        ("rules.yaml:1:24", "'loud' is no level; there are off, info, warning, error")
    ]
    ((place, said),) = told("component-unused: [{level: off}]\n")
    assert place == "rules.yaml:1:19"
    assert said.startswith("this is no level; write off, info, warning, error, or levels by place")


def test_what_is_no_table_is_told():
    assert told("- component-unused\n") == [
        ("rules.yaml:1:1", "this is no table of rules and levels")
    ]
