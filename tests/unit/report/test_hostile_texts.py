"""Whatever a document or a server says, a report keeps its form."""

import json
import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from mockserver.diff import Change, Comparison, Judged, Use, Verdict
from mockserver.diff.change import Accepted, Example
from mockserver.finding import Evidence, Finding, Rule, Severity
from mockserver.origin import Origin
from mockserver.report import RENDERERS, Context, Coverage, OperationCoverage, Report, Run
from mockserver.report.changes import CHANGE_RENDERERS
from mockserver.visible import visible

SCHEMAS = Path(__file__).parents[2] / "report_schemas"
SARIF = json.loads((SCHEMAS / "sarif-2.1.0.schema.json").read_text(encoding="utf-8"))
IS_SARIF = Draft202012Validator(SARIF, format_checker=Draft202012Validator.FORMAT_CHECKER)

NASTY = (
    "]]>",
    "<script>alert(1)</script>",
    "</script>",
    "</style>",
    "<!--",
    "&amp;",
    "::error::",
    "##[error]",
    "%0A",
    "\r\n",
    "\n::error::x",
    "|",
    "`",
    "```",
    "{{ x }}",
    "{% x %}",
    '"',
    "' onclick=x",
    "\x00",
    "\x1b[31m",
    "\x85",
    "\u2028",
    "\u202e",
    "\ud800",
    "\udfff",
    "\ufffe",
    "\uffff",
    "\U0001f600",
    "東",
    "\\",
    "../",
    ":",
    ",",
    "#",
    "[a](b)",
    "</summary></details>",
    "1. ",
    "- ",
    "    ",
)
texts = st.lists(
    st.one_of(st.sampled_from(NASTY), st.text(st.characters(exclude_categories=()), max_size=8)),
    max_size=5,
).map("".join)
words = texts.map(lambda text: f"x{text}")
origins = st.builds(Origin, words, st.integers(1, 9), st.integers(1, 99))
findings = st.builds(
    Finding,
    rule=words,
    severity=st.sampled_from(Severity),
    message=texts,
    origin=st.none() | origins,
    pointer=texts,
    operation=texts,
    evidence=st.none() | st.builds(Evidence, texts, texts, st.none() | st.integers()),
)
coverages = st.builds(
    Coverage,
    st.lists(
        st.builds(
            OperationCoverage,
            operation=texts,
            declared=st.lists(
                st.sampled_from(["200", "2XX", "4xx", "default"]) | texts, unique=True, max_size=4
            ).map(tuple),
            seen=st.dictionaries(st.integers(100, 599), st.integers(1, 9), max_size=4),
        ),
        max_size=3,
    ).map(tuple),
)
reports = st.builds(
    Report,
    findings=st.lists(findings, max_size=4).map(tuple),
    subjects=st.lists(texts, max_size=3).map(tuple),
    coverage=st.none() | coverages,
    run=st.none()
    | st.builds(
        Run,
        target=texts,
        seed=st.integers(),
        requests=st.integers(0),
        ended=st.sampled_from(["completed", "max_time", "interrupted"]),
        why=texts,
        exit_code=st.none() | st.just(130),
        unfinished=st.lists(words, max_size=2).map(tuple),
    ),
)


@st.composite
def contexts(draw):
    line, rule, title, version = draw(texts), draw(words), draw(texts), draw(texts)
    return Context(
        line=lambda _file, number: None if number % 5 == 0 else line,
        folder=draw(st.none() | st.just(Path("/a/b"))),
        rules=lambda: (Rule(rule, Severity.INFO, title),),
        version=lambda: version,
        title=title,
        made=draw(st.none() | st.just(datetime(2026, 1, 1, tzinfo=UTC))),
        width=draw(st.integers(10, 120)),
    )


WORST = Finding(
    "".join(NASTY),
    Severity.ERROR,
    "".join(NASTY),
    Origin("".join(NASTY), 1, 9),
    "".join(NASTY),
    "".join(NASTY),
    Evidence("".join(NASTY), "".join(NASTY), 1),
)
hostile = settings(max_examples=40, deadline=None)
worst = example(report=Report((WORST,), NASTY), context=Context(line=lambda *_: "".join(NASTY)))


@pytest.mark.parametrize("form", RENDERERS)
@worst
@hostile
@given(report=reports, context=contexts())
def test_every_form_is_utf_8_and_always_the_same(form, report, context):
    told = RENDERERS[form](report, context)
    assert told.encode() == RENDERERS[form](report, context).encode()
    assert told.endswith("\n")


@worst
@hostile
@given(report=reports, context=contexts())
def test_text_has_a_line_for_each_finding_and_no_control_characters(report, context):
    told = RENDERERS["text"](report, context)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]", told)
    lines = told.splitlines()
    for finding in report.findings:
        assert any(
            f"{finding.severity}: {visible(finding.message)} [{visible(finding.rule)}]" in line
            or not finding.message
            for line in lines
        )


@worst
@hostile
@given(report=reports, context=contexts())
def test_json_gives_back_what_was_found(report, context):
    told = json.loads(RENDERERS["json"](report, context))
    found = told["findings"] if report.run else told
    messages = [each["message"].encode("utf-16", "surrogatepass") for each in found]
    said = [each.message.encode("utf-16", "surrogatepass") for each in report.findings]
    assert messages == said


@worst
@hostile
@given(report=reports, context=contexts())
def test_junit_is_well_formed_and_counts_itself(report, context):
    root = ET.fromstring(RENDERERS["junit"](report, context).encode())
    cases = root.findall("./testsuite/testcase")
    failures = root.findall("./testsuite/testcase/failure")
    assert int(root.get("tests")) == len(cases) >= max(len(report.findings), 1)
    assert int(root.get("failures")) == len(failures) == report.count(Severity.ERROR)
    for suite in root:
        assert int(suite.get("tests")) == len(suite.findall("testcase"))
        assert int(suite.get("skipped")) == len(suite.findall("testcase/skipped"))
        names = [case.get("name") for case in suite]
        assert len(set(names)) == len(names)
    told = sorted(each.get("message") for each in failures)
    errors = [each for each in report.findings if each.severity is Severity.ERROR]
    assert told == sorted(visible(each.message) for each in errors)


@worst
@settings(max_examples=30, deadline=None)
@given(report=reports, context=contexts())
def test_junit_keeps_to_the_schema_of_jenkins(report, context):
    xmlschema = pytest.importorskip("xmlschema", reason="xmlschema is not installed")
    xmlschema.XMLSchema(SCHEMAS / "junit.xsd").validate(RENDERERS["junit"](report, context))


@worst
@hostile
@given(report=reports, context=contexts())
def test_sarif_keeps_to_the_schema_of_oasis(report, context):
    log = json.loads(RENDERERS["sarif"](report, context))
    assert [error.message for error in IS_SARIF.iter_errors(log)] == []
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    results = run["results"]
    assert [rules[each["ruleIndex"]] for each in results] == [each["ruleId"] for each in results]
    placed = [each for each in report.findings if each.origin]
    assert [each["message"]["text"] for each in results] == [visible(e.message) for e in placed]
    prints = [each["partialFingerprints"]["mockserver/v1"] for each in results]
    assert len(set(prints)) == len(prints)


COMMAND = re.compile(r"::(error|warning|notice) ((?:\w+=[^:,\r\n]*,?)+)::([^\r\n]*)")


@worst
@hostile
@given(report=reports, context=contexts())
def test_github_is_given_one_command_for_each_finding(report, context):
    lines = re.split(r"[\r\n]", RENDERERS["github"](report, context))[:-1]
    commands = [line for line in lines if line.lstrip().startswith("::") or "##[" in line]
    count = len(report.findings) + bool(report.failure)
    found = [COMMAND.fullmatch(line) for line in lines[:count]]
    assert commands[: len(found)] == lines[: len(found)]
    assert all(found)
    assert not any("::" in line or "##[" in line for line in lines[len(found) :])


@worst
@hostile
@given(report=reports, context=contexts())
def test_markdown_has_a_row_for_each_finding_and_no_markup_of_others(report, context):
    tokens = MarkdownIt("commonmark").enable("table").parse(RENDERERS["markdown"](report, context))
    rows = [each for each in tokens if each.type == "tr_open"]
    tables = [each for each in tokens if each.type == "table_open"]
    operations = len(report.coverage.operations) if report.coverage else 0
    assert len(rows) == len(tables) + len(report.findings) + operations
    inline = [child for each in tokens for child in each.children or ()]
    allowed = {"text", "strong_open", "strong_close", "text_special", "softbreak"}
    assert {each.type for each in inline} <= allowed
    blocks = [each.content for each in tokens if each.type == "html_block"]
    pattern = r"<details><summary>[^<>]*</summary>\n|</details>\n?"
    assert all(re.fullmatch(pattern, each) for each in blocks)
    assert len(blocks) == 2 * sum(each.evidence is not None for each in report.findings)


class Page(HTMLParser):
    """The tags of a page, and its texts outside of style and script."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.opened, self.text = [], set(), [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        assert all(value.startswith("#") for name, value in attributes if name == "href")
        self.attributes |= {name for name, _ in attributes}
        if tag not in {"meta", "input"}:
            self.opened.append(tag)

    def handle_endtag(self, tag):
        assert self.opened.pop() == tag

    def handle_comment(self, data):
        raise AssertionError(data)

    def handle_data(self, data):
        self.text.append(data)


def page(report, context):
    parser = Page()
    parser.feed(RENDERERS["html"](report, context))
    parser.close()
    assert parser.opened == []
    return parser


CUT = Run("t", 1, 2, "interrupted", "".join(NASTY), 130, ("".join(NASTY),))
FULL = page(
    Report((WORST,), ("s",), Coverage((OperationCoverage(WORST.operation, ("200",)),)), CUT),
    Context(
        line=lambda *_: "line",
        rules=lambda: (Rule(WORST.rule, Severity.INFO, "promise"),),
    ),
)


@worst
@hostile
@given(report=reports, context=contexts())
def test_html_has_no_tag_that_a_text_brought(report, context):
    parsed = page(report, context)
    assert set(parsed.tags) <= set(FULL.tags)
    assert parsed.attributes <= FULL.attributes
    assert parsed.tags.count("script") == parsed.tags.count("style") == 1
    assert parsed.tags.count("article") == len(report.findings)
    told = "".join(parsed.text)
    assert all(visible(each.message, keep="\n\t") in told for each in report.findings)


def test_html_asks_for_nothing_over_the_network():
    told = RENDERERS["html"](Report((WORST,)), Context())
    assert not re.search(r"""(src|href|action)\s*=|url\(|@import|fetch\(|https?://""", told)
    assert "default-src 'none'" in told


changed = st.builds(
    Change,
    rule=st.just("some-rule"),
    message=texts,
    base=origins,
    revision=st.none() | origins,
    pointer=texts,
    operations=st.lists(texts.map("GET /{}".format), max_size=3).map(tuple),
    counterexample=st.none() | st.builds(Example, st.dictionaries(texts, texts, max_size=2)),
)
judged = st.builds(
    Judged,
    change=changed,
    verdict=st.sampled_from(Verdict),
    accepted=st.none() | st.builds(Accepted, words),
    use=st.none() | st.builds(Use, st.just(()), texts),
)
comparisons = st.builds(
    Comparison,
    base=words,
    revision=words,
    changes=st.lists(judged, max_size=3).map(tuple),
    traffic=st.lists(st.tuples(words, st.integers(1, 9)), max_size=2).map(tuple),
    idle=st.lists(findings, max_size=2).map(tuple),
)
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ud800-\udfff]")


@pytest.mark.parametrize("form", CHANGE_RENDERERS)
@hostile
@given(comparison=comparisons)
def test_a_comparison_shows_nothing_that_acts(form, comparison):
    told = CHANGE_RENDERERS[form](comparison)
    assert told.encode()
    assert form == "json" or not UNSEEN.search(told)


@hostile
@given(comparison=comparisons)
def test_github_is_given_one_command_for_each_change(comparison):
    lines = re.split(r"[\r\n]", CHANGE_RENDERERS["github"](comparison))[:-1]
    count = len(comparison.changes) + sum(each.origin is not None for each in comparison.idle)
    assert all(line.startswith("::") for line in lines[:-2])
    assert len(lines) - 2 >= count
    assert not any("::" in line or "##[" in line for line in lines[-2:])


@pytest.mark.parametrize("form", ["markdown", "changelog"])
@hostile
@given(comparison=comparisons)
def test_markdown_of_a_comparison_has_no_markup_of_others(form, comparison):
    told = CHANGE_RENDERERS[form](comparison)
    tokens = MarkdownIt("commonmark").enable("table").parse(told)
    inline = [child for each in tokens for child in each.children or ()]
    tags = {each.content for each in inline if each.type == "html_inline"}
    assert tags <= {"<br>"}
    assert not any(each.type in {"html_block", "link_open", "image"} for each in (*tokens, *inline))
    rows = [each for each in tokens if each.type == "tr_open"]
    if form == "markdown" and comparison.changes:
        assert len(rows) == 1 + len(comparison.changes)
        assert len({each.type for each in inline} & {"em_open", "s_open"}) == 0
