"""Reports in all forms. ``UPDATE_GOLDEN=1 pytest tests/unit/report`` writes the golden files anew.

Read the difference before it is committed: the golden files are what users see.
"""

import json
import os
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mockserver.finding import Evidence, Finding, Rule, Severity
from mockserver.origin import Origin
from mockserver.report import (
    RENDERERS,
    Context,
    Coverage,
    OperationCoverage,
    Report,
    Run,
)

GOLDEN = Path(__file__).parent / "golden"
SCHEMAS = Path(__file__).parents[2] / "report_schemas"
IS_UPDATE = os.environ.get("UPDATE_GOLDEN") == "1"
SUFFIXES = {"text": "txt", "junit": "xml", "markdown": "md"}

PLACED = Finding(
    "example-invalid",
    Severity.ERROR,
    "'Tanzania' does not match ^[A-Z]{2}$ (as api.yaml:40:20 says)",
    Origin("api.yaml", 12, 20),
    "/paths/~1pets/get/responses/200/content/application~1json/example/country",
    "GET /pets",
)
SEEN = Finding(
    "status-undeclared",
    Severity.ERROR,
    "GET /pets answered 500, which the document does not declare",
    Origin("api.yaml", 7, 7),
    operation="GET /pets",
    evidence=Evidence(
        "curl -i http://127.0.0.1:8000/pets",
        'HTTP/1.1 500 Internal Server Error\n\n{"error": "Þórunn"}',
        seed=3,
        replay="3f9c1a7e",
    ),
)
BARE = Finding("target-slow", Severity.WARNING, "the run ended before all was asked")
HINT = Finding(
    "tag-unused", Severity.INFO, "no operation has the tag 'cats'", Origin("a.yaml", 2, 3)
)
FOLDED = replace(
    PLACED,
    also=(
        replace(PLACED, operation="POST /pets", message="'Kenya' does not match ^[A-Z]{2}$"),
        replace(BARE, operation="GET /pets"),
    ),
    requests=12,
)
HOSTILE = Finding(
    "example-invalid",
    Severity.ERROR,
    "<script>alert(1)</script> ]]> ::error::100% `a|b` \x1b[31m\u202e\ud800\nand a second line",
    Origin("api.yaml", 13, 16),
)
LINES = {
    "api.yaml": {
        5: "paths:",
        6: "  /pets:",
        7: "      get:",
        11: "          name: 東京 & <b>",
        12: "          country: Tanzania",
        13: "\ttag: 東京 café <i>&amp;</i>",
    },
    "a.yaml": {2: "  " + "- long " * 60},
}
COVERAGE = Coverage(
    (
        OperationCoverage("GET /pets", ("200", "4XX", "default"), {200: 41, 404: 2, 500: 1}),
        OperationCoverage("POST /pets", ("201", "409", "503"), {201: 9, 418: 1}),
        OperationCoverage("DELETE /pets/{id}", ("204", "404"), {}),
        OperationCoverage("GET /health", ("200",), {200: 3}),
    )
)
CUT = Run(
    "http://h",
    1,
    56,
    ended="interrupted",
    why="the run was interrupted before all was tried",
    exit_code=130,
    unfinished=("GET /pets", "POST /pets", "DELETE /pets/{id}"),
)
RULES = (
    Rule("example-invalid", Severity.ERROR, "An example keeps to its schema."),
    Rule("tag-unused", Severity.INFO, "A tag that is declared is used."),
)
CONTEXT = Context(
    line=lambda file, number: LINES.get(file, {}).get(number),
    rules=lambda: RULES,
    version=lambda: "1.2.3",
    title="mockserver verify",
    made=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    width=72,
)
REPORTS = {
    "nothing": (Report((), ("api.yaml: OpenAPI 3.1, 1 operation",)), Context()),
    "all_kinds": (
        Report(
            (PLACED, SEEN, BARE, HINT),
            ("api.yaml: OpenAPI 3.1, 2 operations", "pets.yaml: 3 records"),
        ),
        Context(),
    ),
    "in_context": (
        Report((PLACED, SEEN, BARE, HINT, HOSTILE), ("GET /pets  200: 41",), COVERAGE),
        CONTEXT,
    ),
    "unfinished": (
        Report((PLACED,), ("http://h: 56 requests, seed 1, interrupted",), COVERAGE, CUT),
        CONTEXT,
    ),
    "folded": (Report((FOLDED, replace(BARE, requests=2)), (), COVERAGE), CONTEXT),
}


def golden(name, form):
    return GOLDEN / f"{name}.{SUFFIXES.get(form, form)}"


@pytest.mark.parametrize("form", RENDERERS)
@pytest.mark.parametrize("name", REPORTS)
def test_a_report_reads_as_its_golden_text(name, form):
    report, context = REPORTS[name]
    told = RENDERERS[form](report, context)
    if IS_UPDATE:
        golden(name, form).write_bytes(told.encode())
    assert told.encode() == golden(name, form).read_bytes()


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.xml")), ids=lambda path: path.stem)
def test_what_is_shown_of_junit_keeps_to_the_schema_of_jenkins(path):
    xmlschema = pytest.importorskip("xmlschema", reason="xmlschema is not installed")
    xmlschema.XMLSchema(SCHEMAS / "junit.xsd").validate(path.read_text(encoding="utf-8"))


def test_every_golden_text_belongs_to_a_report():
    wanted = {golden(name, form) for name in REPORTS for form in RENDERERS}
    assert set(GOLDEN.iterdir()) == wanted


@pytest.mark.parametrize("form", RENDERERS)
def test_the_same_report_is_the_same_text(form):
    report, context = REPORTS["in_context"]
    assert RENDERERS[form](report, context) == RENDERERS[form](report, context)


@pytest.mark.parametrize(
    ("severities", "verdict"),
    [
        ([], "no findings"),
        (["error"], "1 error"),
        (["warning", "error", "error"], "2 errors, 1 warning"),
        (["info", "info", "warning"], "1 warning, 2 infos"),
    ],
)
def test_the_last_line_counts_the_worst_first(severities, verdict):
    findings = tuple(Finding("rule", Severity(each), "sentence") for each in severities)
    assert RENDERERS["text"](Report(findings)).splitlines()[-1] == verdict


def test_json_is_an_array_of_objects_with_one_set_of_members():
    findings = json.loads(RENDERERS["json"](REPORTS["all_kinds"][0]))
    members = ["file", "line", "column", "rule", "severity", "message"]
    assert all(list(finding)[:6] == members for finding in findings)
    assert [finding["line"] for finding in findings] == [12, 7, None, 2]
    assert [finding["severity"] for finding in findings] == ["error", "error", "warning", "info"]


def test_json_without_findings_is_an_empty_array():
    assert json.loads(RENDERERS["json"](REPORTS["nothing"][0])) == []


def test_json_of_a_run_tells_how_it_went_too():
    report, _ = REPORTS["unfinished"]
    whole = replace(report, run=Run("http://h", 7, 56))
    for told, run in ((report, CUT), (whole, whole.run)):
        found = json.loads(RENDERERS["json"](told))
        assert list(found) == ["run", "counts", "coverage", "findings"]
        assert found["run"]["finished"] is run.is_whole
        assert (found["run"]["seed"], found["run"]["requests"]) == (run.seed, 56)
        assert found["counts"] == {"error": 1, "warning": 0, "info": 0}
        assert [each["rule"] for each in found["findings"]] == ["example-invalid"]
    assert found["run"]["exit_code"] == 1
    got, *_ = found["coverage"]["operations"]
    assert got["seen"] == {"200": 41, "404": 2, "500": 1}
    assert (found["coverage"]["seen"], found["coverage"]["askable"]) == COVERAGE.score


@pytest.mark.parametrize(
    ("run", "is_successful", "code"),
    [
        (None, True, 1),
        (Run("http://h", 1, 5), True, 1),
        (Run("http://h", 1, 5, "max_time", "The time ran out."), True, 1),
        (CUT, False, 130),
        (replace(CUT, ended="unreachable", exit_code=3), False, 3),
    ],
)
def test_sarif_says_whether_the_process_could_do_its_work(run, is_successful, code):
    (log,) = json.loads(RENDERERS["sarif"](Report((PLACED,), run=run)))["runs"]
    (invocation,) = log["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (is_successful, code)
    levels = [each["level"] for each in invocation.get("toolExecutionNotifications", ())]
    assert levels == ([] if is_successful else ["error"])


def test_no_case_of_junit_passes_of_which_not_all_was_tried():
    report = Report((), ("subject",), COVERAGE, replace(CUT, unfinished=("POST /pets",)))
    root = ET.fromstring(RENDERERS["junit"](report))
    outcomes = {suite.get("name"): [each.tag for each in suite.iter()][2:] for suite in root}
    assert outcomes == {
        "POST /pets": ["skipped"],
        "GET /pets": [],
        "GET /health": [],
        "mockserver": ["error"],
    }
    assert (root.get("tests"), root.get("errors"), root.get("failures")) == ("4", "1", "0")


@pytest.mark.parametrize("form", ["markdown", "html", "text", "github"])
def test_a_run_that_could_not_go_on_says_so_where_the_verdict_is(form):
    told = RENDERERS[form](Report((), (), COVERAGE, CUT))
    assert "not finished: no findings" in told
    if form != "text":  # its readers see the command, too
        assert CUT.why in told


def test_json_keeps_text_readable():
    assert "Þórunn" in RENDERERS["json"](Report((SEEN,)))


def test_json_keeps_what_no_utf_8_holds():
    told = RENDERERS["json"](Report((HOSTILE,))).encode()
    assert json.loads(told)[0]["message"] == HOSTILE.message


def test_all_requests_of_a_chain_stand_below_their_finding():
    chain = replace(SEEN, evidence=Evidence("curl http://h/pets\ncurl http://h/pets/1"))
    assert RENDERERS["text"](Report((chain,))).splitlines()[1:3] == [
        "    curl http://h/pets",
        "    curl http://h/pets/1",
    ]


def test_people_are_shown_the_beginning_of_a_long_answer_and_all_of_the_request():
    long = replace(SEEN, evidence=Evidence(f"curl http://h/{'p' * 300}", "r" * 300))
    report = Report((long,))
    _, request, answer, _ = RENDERERS["text"](report).splitlines()
    assert request == f"    curl http://h/{'p' * 300}"
    assert answer == f"    | {'r' * 200}..."
    assert json.loads(RENDERERS["json"](report))[0]["response"] == "r" * 300
