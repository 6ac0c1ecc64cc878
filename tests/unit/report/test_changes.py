"""Each form of a comparison, byte for byte: the golden files are what users see."""

import json
import os
from datetime import date
from pathlib import Path

import pytest

from mockserver.diff.compare import compare
from mockserver.diff.judgement import Comparison, judge
from mockserver.diff.policy import read_policy
from mockserver.report.changes import CHANGE_RENDERERS
from mockserver.source import parse
from mockserver.spec.load import read_spec

CASES = Path(__file__).resolve().parents[2] / "diff_cases"
GOLDEN = CASES / "golden"
TODAY = date(2026, 1, 1)
SUFFIX = {"text": "txt", "json": "json", "markdown": "md", "github": "out", "changelog": "log.md"}
EDITS = (
    ("required: [title]", "required: [title, kind]"),
    ("pages: {type: integer}", "pages: {type: integer, nullable: true}"),
    ("default: 20", "default: 50"),
    ("maxLength: 80", "maxLength: 90"),
    ("'409': {description: There already.}", "'422': {description: 100% | wrong, or so.}"),
    ("operationId: removeBook", "operationId: dropBook"),
    ("  /shelves:", "  /racks:"),
)


def compared(edits=EDITS):
    base = (CASES / "base.yaml").read_text(encoding="utf-8")
    revision = base
    for before, after in edits:
        assert before in revision, before
        revision = revision.replace(before, after)
    old, new = read_spec(parse(base, "base.yaml")), read_spec(parse(revision, "revision.yaml"))
    policy = read_policy(GOLDEN / "accepted.yaml")
    judged = judge(compare(old, new, TODAY), old, policy, TODAY)
    return Comparison("base.yaml", "revision.yaml", judged)


@pytest.mark.parametrize("form", CHANGE_RENDERERS)
def test_a_comparison_looks_as_the_golden_file_does(form):
    told = CHANGE_RENDERERS[form](compared())
    path = GOLDEN / f"changes.{SUFFIX[form]}"
    if os.environ.get("MOCKSERVER_GOLDEN"):
        path.write_text(told, encoding="utf-8")
    assert told == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("form", CHANGE_RENDERERS)
def test_no_change_is_said_in_each_form(form):
    told = CHANGE_RENDERERS[form](compared(()))
    if form == "json":
        assert json.loads(told) == {
            "verdict": "compatible",
            "semver": None,
            "base": "base.yaml",
            "revision": "revision.yaml",
            "changes": [],
        }
    else:
        assert told.endswith("semver: none\n")


def test_an_annotation_is_one_line_however_its_text_is():
    told = CHANGE_RENDERERS["github"](compared())
    commands = [line for line in told.splitlines() if line.startswith("::")]
    assert len(commands) == len(compared().changes)
    assert all("file=revision.yaml,line=" in line or "file=base.yaml" in line for line in commands)
