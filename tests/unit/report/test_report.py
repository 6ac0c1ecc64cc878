import pytest

from mockserver.finding import Finding, Severity
from mockserver.report import Report


def report(*severities):
    return Report(tuple(Finding("rule", Severity(each), "sentence") for each in severities))


@pytest.mark.parametrize(
    ("severities", "code"),
    [
        ((), 0),
        (("warning", "info", "warning"), 0),
        (("error",), 1),
        (("info", "error"), 1),
    ],
)
def test_only_errors_make_a_run_fail(severities, code):
    assert report(*severities).exit_code == code


def test_findings_are_counted_by_severity():
    counted = report("error", "info", "error")
    assert [counted.count(each) for each in Severity] == [2, 0, 1]
