import json
from dataclasses import replace
from pathlib import Path

import pytest

from mockserver.finding import Evidence, Finding, Severity
from mockserver.origin import Origin
from mockserver.report import RENDERERS, Report

GOLDEN = Path(__file__).parent / "golden"

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
    ),
)
BARE = Finding("target-slow", Severity.WARNING, "the run ended before all was asked")
HINT = Finding(
    "tag-unused", Severity.INFO, "no operation has the tag 'cats'", Origin("a.yaml", 2, 3)
)

REPORTS = {
    "nothing": Report((), ("api.yaml: OpenAPI 3.1, 1 operation",)),
    "all_kinds": Report(
        (PLACED, SEEN, BARE, HINT),
        ("api.yaml: OpenAPI 3.1, 2 operations", "pets.yaml: 3 records"),
    ),
}


@pytest.mark.parametrize("form", RENDERERS)
@pytest.mark.parametrize("name", REPORTS)
def test_a_report_reads_as_its_golden_text(name, form):
    golden = GOLDEN / f"{name}.{'txt' if form == 'text' else form}"
    assert RENDERERS[form](REPORTS[name]) == golden.read_text(encoding="utf-8")


def test_every_golden_text_belongs_to_a_report():
    assert {path.stem for path in GOLDEN.iterdir()} == set(REPORTS)


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
    findings = json.loads(RENDERERS["json"](REPORTS["all_kinds"]))
    members = ["file", "line", "column", "rule", "severity", "message"]
    assert all(list(finding)[:6] == members for finding in findings)
    assert [finding["line"] for finding in findings] == [12, 7, None, 2]
    assert [finding["severity"] for finding in findings] == ["error", "error", "warning", "info"]


def test_json_without_findings_is_an_empty_array():
    assert json.loads(RENDERERS["json"](REPORTS["nothing"])) == []


def test_json_keeps_text_readable():
    assert "Þórunn" in RENDERERS["json"](Report((SEEN,)))


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
