import json
from pathlib import Path

import pytest

from mockserver.finding import Finding, Severity
from mockserver.origin import Origin
from mockserver.report import RENDERERS, Context, Report, SourceFiles

FOLDER = Path("/a/b")


def at(file, line=1, message="sentence", pointer=""):
    return Finding("rule", Severity.ERROR, message, Origin(file, line, 1), pointer)


def results(*findings, folder=FOLDER):
    log = json.loads(RENDERERS["sarif"](Report(findings), Context(folder=folder)))
    return log["runs"][0]["results"]


def artifact(file, folder=FOLDER):
    (result,) = results(at(file), folder=folder)
    return result["locations"][0]["physicalLocation"]["artifactLocation"]


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("api.yaml", "api.yaml"),
        ("./sub/../api.yaml", "api.yaml"),
        ("/a/b/sub/api.yaml", "sub/api.yaml"),
        ("sub/my api#1?.yaml", "sub/my%20api%231%3F.yaml"),
        ("main:api.yaml", "main%3Aapi.yaml"),
        ("Þórunn.yaml", "%C3%9E%C3%B3runn.yaml"),
        ("100%.yaml", "100%25.yaml"),
    ],
)
def test_a_file_in_the_folder_is_relative_to_it(file, uri):
    assert artifact(file) == {"uri": uri, "uriBaseId": "%SRCROOT%"}


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("../c/api.yaml", "file:///a/c/api.yaml"),
        ("/etc/api.yaml", "file:///etc/api.yaml"),
        ("https://h.example/a%20b.yaml?x=1", "https://h.example/a%20b.yaml?x=1"),
    ],
)
def test_what_lies_elsewhere_is_absolute(file, uri):
    assert artifact(file) == {"uri": uri}


def test_annotations_and_pages_name_files_as_the_repository_does():
    report, context = Report((at("/a/b/sub/api.yaml"),)), Context(folder=FOLDER)
    assert RENDERERS["github"](report, context).startswith("::error file=sub/api.yaml,line=1,")
    assert "<h2><code>sub/api.yaml</code>" in RENDERERS["html"](report, context)
    assert "### sub/api.yaml" in RENDERERS["markdown"](report, context)


def prints(*findings):
    return [each["partialFingerprints"]["mockserver/v1"] for each in results(*findings)]


def test_a_fingerprint_outlives_moved_lines():
    before = prints(at("a", 1, "x", "/p"), at("a", 2, "no such thing (as a:7:3 says), line 12"))
    after = prints(at("a", 9, "y", "/p"), at("a", 5, "no such thing (as a:8:4 says), line 17"))
    assert before == after


def test_findings_at_different_places_have_different_fingerprints():
    found = [at("a", 1, "x", "/p"), at("b", 1, "x", "/p"), at("a", 1, "x", "/q"), at("a", 1, "x")]
    assert len(set(prints(*found))) == 4


def test_findings_that_are_alike_are_numbered():
    first, second = prints(at("a", 1, "x", "/p"), at("a", 2, "y", "/p"))
    assert first.endswith(":1")
    assert second == f"{first[:-2]}:2"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_lines_are_counted_as_origins_count_them(tmp_path, newline, encoding):
    file = tmp_path / "api.yaml"
    file.write_bytes(newline.join(["a: 1", "b: Þ\x0c\u2028x", "", "d"]).encode(encoding))
    line = SourceFiles().line
    assert [line(str(file), number) for number in range(6)] == [
        None,
        "a: 1",
        "b: Þ\x0c\u2028x",
        "",
        "d",
        None,
    ]


@pytest.mark.parametrize("name", ["missing.yaml", ".", "https://h.example/x", "main:a.yaml"])
def test_what_is_no_readable_file_has_no_lines(name):
    assert SourceFiles().line(name, 1) is None


def test_a_file_is_read_once(tmp_path):
    file = tmp_path / "api.yaml"
    file.write_text("one\ntwo\n")
    files = SourceFiles()
    assert files.line(str(file), 1) == "one"
    file.write_text("other\n")
    assert files.line(str(file), 2) == "two"
