"""``--report`` as a command of its own has it, and as ``validate`` has it."""

import json
import os
import stat
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from mockserver.cli.reports import Delivery, deliver, read_deliveries, report_option, write
from mockserver.errors import UsageError
from mockserver.finding import Finding, Severity
from mockserver.origin import Origin
from mockserver.report import RENDERERS, Report

PROJECT = Path(__file__).resolve().parents[2]
FOUND = Report((Finding("rule", Severity.ERROR, "sentence", Origin("api.yaml", 2, 3)),), ("all",))
TEXT = "api.yaml:2:3: error: sentence [rule]\n    2 |   b\n      |   ^\nall\n1 error\n"


@click.command("toy")
@report_option(RENDERERS)
@click.option("--format", "form", type=click.Choice(list(RENDERERS)), default="text")
def toy(reports, form):
    deliver(FOUND, form, reports)


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run the toy in a folder with a document."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "api.yaml").write_text("a\n  b\n")
    return lambda *arguments: CliRunner().invoke(toy, arguments)


def names(folder):
    return sorted(each.name for each in folder.iterdir())


def test_without_reports_stdout_has_the_format(run):
    assert run().stdout == TEXT
    assert json.loads(run("--format", "json").stdout)[0]["rule"] == "rule"


def test_reports_are_written_beside_what_stdout_shows(run, tmp_path):
    told = run("--report", "junit=out/deep/r.xml,sarif=r.sarif", "--report", "html=r.html")
    assert told.stdout == TEXT
    root = ET.fromstring((tmp_path / "out/deep/r.xml").read_bytes())
    assert (root.get("name"), root.get("failures")) == ("mockserver toy", "1")
    (log,) = json.loads((tmp_path / "r.sarif").read_bytes())["runs"]
    region = log["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 2, "startColumn": 3, "snippet": {"text": "  b"}}
    assert "<h1>mockserver toy</h1>" in (tmp_path / "r.html").read_text()
    assert names(tmp_path) == ["api.yaml", "out", "r.html", "r.sarif"]


@pytest.mark.parametrize("asked", ["json", "json=-"])
def test_a_report_without_a_file_is_what_stdout_shows(run, asked):
    assert json.loads(run("--report", asked).stdout)[0]["message"] == "sentence"


def test_what_is_read_by_line_or_by_people_may_share_stdout(run):
    github = run("--report", "github").stdout
    assert github.startswith("::error file=api.yaml,line=2,")
    both = run("--report", "json=r.json,github,markdown").stdout
    assert both.startswith(f"{github}\n## mockserver toy: 1 error\n")
    assert run("--report", "text", "--report", "github").stdout == f"{TEXT}\n{github}"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("jnit=a.xml", "--report: there is no report 'jnit'; did you mean 'junit'?"),
        ("HTML=a.html", "--report: there is no report 'HTML'; did you mean 'html'?"),
        ("html=a.html,htlm=b.html", "--report: there is no report 'htlm'; did you mean 'html'?"),
        ("pdf=a.pdf", "--report: there is no report 'pdf'; there are text, json, junit, "),
        ("html=", "--report html=: a file is missing; write it as html=FILE, or html for stdout"),
        ("json,html", "--report sends json to stdout with another; name a file for one of them"),
        ("markdown,sarif=-", "--report sends sarif to stdout with another; name a file for one"),
        ("github,text,github=-", "--report sends github twice; name a file for each"),
        ("json=a,html=./a", "--report sends two reports into a; name a file for each"),
        ("html=.", "--report: . cannot be written: this is a folder; name a file in it"),
        ("html=api.yaml/x", "--report: api.yaml/x cannot be written: api.yaml is no folder"),
        ("", "--report: no report is named; there are text, json, "),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence_before_the_run(run, asked, told):
    refused = run("--report", asked)
    assert isinstance(refused.exception, UsageError)
    assert str(refused.exception).startswith(told)
    assert (refused.stdout, names(Path())) == ("", ["api.yaml"])


def test_a_file_that_cannot_be_written_after_the_run_is_told_with_its_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=r"^--report: a{300} cannot be written: File name too"):
        write(tmp_path.joinpath("a" * 300).relative_to(tmp_path), "text")


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="there is no such folder")
def test_a_folder_in_which_nothing_can_be_made_is_told_before_the_run(run):
    refused = run("--report", "html=/proc/report.html")
    assert isinstance(refused.exception, UsageError)
    assert str(refused.exception).startswith("--report: /proc/report.html cannot be written: ")
    assert refused.stdout == ""


def test_a_name_that_no_file_can_have_is_told_before_the_run(run):
    refused = run("--report", f"html={'a' * 300}")
    assert "cannot be written: File name too long" in str(refused.exception)


@pytest.mark.parametrize("name", ["new.html", "deep/er/new.html", "api.yaml"])
@pytest.mark.usefixtures("run")
def test_nothing_is_left_of_trying(tmp_path, name):
    told = read_deliveries((f"html={name}",), RENDERERS)
    assert told == (Delivery("html", Path(name)),)
    assert names(tmp_path) == ["api.yaml"]
    assert (tmp_path / "api.yaml").read_text() == "a\n  b\n"


def test_an_old_report_is_replaced_whole_and_a_link_stays_a_link(tmp_path):
    file, link = tmp_path / "r.txt", tmp_path / "link.txt"
    file.write_text("old " * 100)
    link.symlink_to(file)
    write(link, "new Þ")
    assert (file.read_text(encoding="utf-8"), link.is_symlink()) == ("new Þ", True)
    assert names(tmp_path) == ["link.txt", "r.txt"]


def test_a_failed_write_leaves_the_old_report(tmp_path, monkeypatch):
    file = tmp_path / "r.txt"
    file.write_text("old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(UsageError, match="cannot be written: No space left on device"):
        write(file, "new")
    assert (file.read_text(), names(tmp_path)) == ("old", ["r.txt"])


def test_a_device_is_written_to_and_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write(pipe, "text")
        assert (os.read(reader, 9), stat.S_ISFIFO(pipe.stat().st_mode)) == (b"text", True)
    finally:
        os.close(reader)


def test_values_are_read_in_order_and_may_have_spaces_after_commas():
    given = read_deliveries(("json=b=c.json, html",), ["json", "html"])
    assert [(each.name, str(each.path)) for each in given] == [
        ("json", "b=c.json"),
        ("html", "None"),
    ]
    assert given[1] == Delivery("html")


@pytest.mark.parametrize(
    ("variables", "is_coloured"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_a_terminal_has_colours_unless_its_owner_minds(monkeypatch, variables, is_coloured):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("mockserver.cli.reports._is_terminal", lambda: True)
    told = CliRunner().invoke(toy, [], color=True).stdout
    assert ("\x1b[1;31merror:" in told) is is_coloured


def test_a_terminal_without_utf_8_is_told_in_its_own_signs_and_programs_in_utf_8(folder):
    folder.write("þ.yaml", BROKEN.replace("many", "東京"))
    told = {
        form: subprocess.run(
            [sys.executable, "-m", "mockserver", "validate", "þ.yaml", "--format", form],
            cwd=folder.path,
            env={**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "latin-1"},
            capture_output=True,
            check=False,
        )
        for form in ("text", "json")
    }
    assert told["text"].stdout.decode("latin-1").startswith("þ.yaml:12:24: error: ")
    assert b"example: \\u6771\\u4eac" in told["text"].stdout
    assert "東京" in json.loads(told["json"].stdout)[0]["message"]


# The commands

BROKEN = """\
openapi: 3.1.0
info: {title: Broken, version: '1'}
paths:
  /pets:
    get:
      responses:
        '200':
          description: Pets.
          content:
            application/json:
              schema: {type: integer}
              example: many
"""


def test_validate_writes_all_forms_and_still_tells_its_findings(folder):
    folder.write("broken.yaml", BROKEN)
    asked = ",".join(f"{name}=out/report.{name}" for name in RENDERERS)
    told = folder.call("validate", "broken.yaml", "--report", asked)
    assert (told.returncode, told.stderr) == (1, "")
    first, line, caret, *_ = told.stdout.splitlines()
    assert first.startswith("broken.yaml:12:24: error: ")
    assert line == "   12 |               example: many"
    assert caret.index("^") == line.index("many")
    written = {name: (folder.path / f"out/report.{name}").read_text("utf-8") for name in RENDERERS}
    assert written["text"] == told.stdout
    assert all("many" in each for each in written.values())


def test_the_rules_in_sarif_are_those_that_the_command_rules_lists(folder):
    rules = {
        each["rule"]: each["summary"]
        for each in json.loads(call_rules(folder))
        if each["command"] == "validate"
    }
    told = folder.call("validate", "api.yaml", "--report", "sarif")
    driver = json.loads(told.stdout)["runs"][0]["tool"]["driver"]
    listed = {each["id"]: each["shortDescription"]["text"] for each in driver["rules"]}
    assert listed == rules


def call_rules(folder):
    return folder.call("rules", "--format", "json").stdout


@pytest.mark.parametrize(
    "arguments",
    [("validate", "api.yaml"), ("verify", "http://127.0.0.1:9"), ("diff", "api.yaml", "api.yaml")],
)
def test_every_command_refuses_what_cannot_be_written_with_one_sentence(folder, arguments):
    told = folder.call(*arguments, "--report", "html=api.yaml/report.html")
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr == (
        "mockserver: --report: api.yaml/report.html cannot be written: api.yaml is no folder\n"
    )


def test_diff_is_told_in_the_forms_of_every_report_and_in_its_own(folder):
    folder.write("old.yaml", BROKEN)
    folder.write("new.yaml", BROKEN.replace("integer", "string"))
    asked = "junit=r.xml,changelog=c.md,markdown=m.md"
    told = folder.call("diff", "old.yaml", "new.yaml", "--report", asked)
    assert told.returncode == 1
    root = ET.fromstring((folder.path / "r.xml").read_bytes())
    assert (root.get("name"), int(root.get("failures")) > 0) == ("mockserver diff", True)
    assert (folder.path / "c.md").read_text("utf-8").startswith("# Changes from old.yaml")
    assert (folder.path / "m.md").read_text("utf-8").startswith("## API changes: breaking")


def test_verify_shows_which_of_the_declared_answers_it_saw(folder):
    server = folder.serve("api.yaml", "--fixtures", "none")
    arguments = ("--spec", "api.yaml", "--max-time", "20", "--report", "markdown=r.md,html=r.html")
    told = folder.run("verify", server.address, *arguments)
    assert told.returncode in {0, 1}, told.stderr
    page, text = ((folder.path / f"r.{name}").read_text("utf-8") for name in ("html", "md"))
    assert "<h2>Answers seen</h2>" in page
    assert "| operation | 200 |" in text
    assert "| GET /pets | " in text
