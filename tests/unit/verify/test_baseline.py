from datetime import date
from pathlib import Path

import pytest

from mockserver.errors import DocumentError
from mockserver.finding import Finding, Severity
from mockserver.origin import Origin
from mockserver.verify.baseline import Baseline, fingerprint, read_baseline

TODAY = date(2026, 11, 28)
LOST = Finding("record-lost", Severity.ERROR, "It is lost.", None, "/paths/a", "GET /a")
SLOW = Finding("too-slow", Severity.ERROR, "It is slow.", Origin("api.yaml", 3, 1), "", "GET /b")
UNSURE = Finding("verify-incomplete", Severity.WARNING, "Who knows.")
IDLE = Finding("nothing-tested", Severity.ERROR, "Nothing.")
TEXT = f"""\
# ours
accepted:
# the store
- fingerprint: {fingerprint(LOST)}   # see the ticket
  rule: record-lost
  operation: GET /a
  profile: pr
  reason: It will be mended.
  until: UNTIL
"""


def read(tmp_path, text):
    path = tmp_path / "baseline.yaml"
    path.write_text(text, "utf-8")
    return read_baseline(path)


def always(_):
    return True


def test_neither_line_nor_values_make_another_finding_of_it():
    moved = Finding("too-slow", Severity.ERROR, "Slower.", Origin("b.yaml", 9, 9), "", "GET /b")
    assert fingerprint(moved) == fingerprint(SLOW) != fingerprint(LOST)


def test_what_is_accepted_does_not_count(tmp_path):
    baseline = read(tmp_path, TEXT.replace("UNTIL", "2026-11-28"))
    weighed = baseline.weighed([LOST, SLOW, UNSURE], TODAY, always)
    assert (weighed.findings, weighed.accepted) == ((SLOW, UNSURE), 1)


def test_what_was_accepted_until_a_day_counts_again_after_it(tmp_path):
    baseline = read(tmp_path, TEXT.replace("UNTIL", "2026-11-27"))
    lost, told = baseline.weighed([LOST], TODAY, always).findings
    assert lost == LOST
    assert (told.rule, told.severity) == ("verify-baseline-expired", Severity.WARNING)
    assert told.origin.line == 4
    assert "record-lost at GET /a was accepted until 2026-11-27" in told.message


def test_an_entry_that_is_not_found_any_more_is_told_where_the_run_can_tell(tmp_path):
    baseline = read(tmp_path, TEXT.replace("UNTIL", "2027-01-01"))
    (told,) = baseline.weighed([], TODAY, lambda entry: entry.profile == "pr").findings
    assert (told.rule, told.origin.line) == ("verify-baseline-stale", 4)
    assert baseline.weighed([], TODAY, lambda _: False).findings == ()


def test_an_update_keeps_comments_and_reasons_and_drops_what_is_gone(tmp_path):
    baseline = read(tmp_path, TEXT.replace("UNTIL", "2027-01-01"))
    text = baseline.updated([LOST, SLOW, UNSURE, IDLE], "pr", TODAY, always)
    assert text.startswith(TEXT.replace("UNTIL", "2027-01-01").rstrip("\n").replace("'", ""))
    again = read(tmp_path, text)
    assert [each.rule for each in again.entries] == ["record-lost", "too-slow"]
    assert again.weighed([LOST, SLOW, UNSURE, IDLE], TODAY, always).findings == (UNSURE, IDLE)
    gone = read(tmp_path, again.updated([SLOW], "pr", TODAY, always))
    assert [each.rule for each in gone.entries] == ["too-slow"]
    assert gone.text.startswith("# ours\n")
    kept = again.updated([SLOW], "pr", TODAY, lambda _: False)
    assert [each.rule for each in read(tmp_path, kept).entries] == ["record-lost", "too-slow"]


def test_an_update_accepts_anew_what_had_expired(tmp_path):
    baseline = read(tmp_path, TEXT.replace("UNTIL", "2026-01-01"))
    again = read(tmp_path, baseline.updated([LOST], "pr", TODAY, always))
    (entry,) = again.entries
    assert (entry.until, entry.reason) == (None, "It will be mended.")


def test_a_file_of_comments_accepts_nothing_and_keeps_them(tmp_path):
    baseline = read(tmp_path, "# ours\n")
    assert baseline.entries == ()
    text = baseline.updated([LOST], "pr", TODAY, always)
    assert text.startswith("# ours\n")
    assert [each.rule for each in read(tmp_path, text).entries] == ["record-lost"]


def test_a_file_that_is_not_there_is_made(tmp_path):
    baseline = read_baseline(tmp_path / "new.yaml")
    text = baseline.updated([SLOW], "pr", TODAY, always)
    assert text.startswith("# Findings of `mockserver verify` that are accepted for now")
    assert [each.reason for each in read(tmp_path, text).entries] == ["not explained yet"]
    assert Baseline("x").weighed([SLOW], TODAY, always).accepted == 0


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("acepted: []", 1, "'acepted' is not a field of a baseline; did you mean 'accepted'?"),
        ("accepted: 3", 1, "'accepted' is a list of accepted findings"),
        ("accepted:\n- {fingerprint: a}", 2, "an accepted finding has a 'reason'"),
        (
            "accepted:\n- {fingerprint: a, reason: b,\n   until: soon}",
            3,
            "'until' is a day such as",
        ),
        ("accepted: [3]", 1, "an accepted finding is an object with fingerprint and reason"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(tmp_path, text, line, sentence):
    with pytest.raises(DocumentError) as told:
        read(tmp_path, f"{text}\n")
    (finding, *_) = told.value.findings
    assert (finding.origin.line, Path(finding.origin.file).name) == (line, "baseline.yaml")
    assert sentence in finding.message
