import json

import pytest

from mockserver.diff import RULES, STALE, Change, Comparison, Judged, Verdict
from mockserver.diff.change import Accepted, Example
from mockserver.finding import Severity
from mockserver.origin import Origin
from mockserver.report import RENDERERS
from mockserver.report.compared import as_report, change_rules
from mockserver.source.overlay import WITHOUT_EFFECT

OLD, NEW = Origin("main:api.yaml", 3, 5), Origin("api.yaml", 9, 7)


def compared(*changes):
    return as_report(Comparison("main:api.yaml", "api.yaml", changes))


def change(base=OLD, revision=NEW, **more):
    return Change("property-required", "'age' is required now", base, revision, **more)


@pytest.mark.parametrize(
    ("verdict", "accepted", "severity", "code"),
    [
        (Verdict.BREAKING, None, Severity.ERROR, 1),
        (Verdict.RISKY, None, Severity.WARNING, 0),
        (Verdict.COMPATIBLE, None, Severity.INFO, 0),
        (Verdict.BREAKING, Accepted("agreed"), Severity.INFO, 0),
    ],
)
def test_a_change_weighs_as_its_verdict_unless_it_was_accepted(verdict, accepted, severity, code):
    report = compared(Judged(change(), verdict, accepted))
    assert ([each.severity for each in report.findings], report.exit_code) == ([severity], code)


def test_a_change_is_told_with_its_operation_its_proof_and_why_it_is_accepted():
    proven = change(operations=("GET /pets", "PUT /pets"), counterexample=Example({"a": "é"}))
    (finding,) = compared(Judged(proven, Verdict.BREAKING, Accepted("agreed"))).findings
    assert finding.message == (
        'GET /pets: \'age\' is required now; for example: {"a": "é"} (accepted: agreed)'
    )


def test_a_change_points_into_the_revision_and_into_the_base_where_it_is_gone():
    report = compared(
        Judged(change(), Verdict.BREAKING), Judged(change(revision=None), Verdict.BREAKING)
    )
    assert [each.origin for each in report.findings] == [NEW, OLD]
    results = json.loads(RENDERERS["sarif"](report))["runs"][0]["results"]
    files = [r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in results]
    assert files == ["api.yaml", "main%3Aapi.yaml"]


def test_two_documents_and_the_step_are_the_subjects():
    assert compared().subjects == ("main:api.yaml -> api.yaml", "semver: none")


def test_every_kind_of_change_is_a_rule_that_explains_itself():
    rules = change_rules()
    kinds = (*RULES, STALE, WITHOUT_EFFECT)
    assert {each.id: each.summary for each in rules} == {each.id: each.summary for each in kinds}
    assert {each.severity for each in rules} == set(Severity)
