from textwrap import dedent

from hypothesis import given
from hypothesis import strategies as st

from mockserver.finding import Finding, Severity
from mockserver.origin import Origin
from mockserver.source import parse
from mockserver.validate.baseline import entry, read_baseline, written
from mockserver.validate.rules import all_rules

RULE = "component-unused"


def found(pointer, file="api.yaml", line=3):
    return Finding(RULE, Severity.WARNING, "nothing uses it", Origin(file, line, 1), pointer)


def baseline(text):
    return read_baseline(parse(dedent(text), "baseline.yaml"), all_rules())


ONE = """\
api.yaml:
  component-unused:
    - /a
"""


def test_what_is_accepted_is_no_news_wherever_its_line_went():
    read = baseline(ONE)
    assert read.news([found("/a", line=3), found("/a", line=90)]) == ()
    other = found("/b"), found("/a", file="other.yaml")
    assert read.news(other) == other


def test_what_is_found_no_more_is_told_at_its_line():
    read = baseline(ONE)
    (told,) = read.stale([], {"api.yaml"})
    assert (told.rule, str(told.origin)) == ("baseline-stale", "baseline.yaml:3:7")
    assert told.message == (
        "'component-unused' is not found at '/a' of api.yaml any more; remove this line"
    )


def test_nothing_is_stale_that_was_not_looked_at_or_is_still_found():
    read = baseline(ONE)
    assert read.stale([], {"other.yaml"}) == ()
    assert read.stale([found("/a")], {"api.yaml"}) == ()


def test_a_rule_that_is_not_there_is_told():
    (told,) = baseline(ONE.replace("unused", "unusd")).findings
    assert (str(told.origin), told.message) == (
        "baseline.yaml:2:3",
        "there is no rule 'component-unusd'; did you mean 'component-unused'?",
    )


def test_what_is_no_baseline_is_told():
    told = [each.message for each in baseline("api.yaml: [component-unused]").findings]
    assert told == ["this is not a table of rules; --update-baseline writes the file anew"]


@given(st.lists(st.tuples(st.text(min_size=1), st.text()), max_size=4))
def test_what_is_written_accepts_just_what_was_found(places):
    findings = [found(pointer, file) for file, pointer in places if file.isprintable()]
    findings = [each for each in findings if each.pointer.isprintable()]
    read = baseline(written(map(entry, findings)))
    assert read.findings == ()
    assert set(read.entries) == set(map(entry, findings))
