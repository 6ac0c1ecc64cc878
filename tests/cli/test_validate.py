import json
import re
import shutil
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
BROKEN = "openapi: 3.1.0\ninfo: {title: Broken\n"
WARNED = """\
openapi: 3.1.0
info: {title: Warned, version: '1'}
components:
  schemas:
    Name: {type: string, nullable: true}
"""


@pytest.fixture
def customers(folder):
    """A copy of the project's own document and fixtures."""
    shutil.copy(PROJECT / "openapi.yaml", folder.path)
    shutil.copytree(PROJECT / "fixtures", folder.path / "fixtures")
    return folder


def spoil(folder, name):
    """Write Tanzania for the first TZ of a file; the line and the column of it."""
    text = (folder.path / name).read_text(encoding="utf-8")
    before, _, after = text.partition("country: TZ")
    folder.write(name, f"{before}country: Tanzania{after}")
    return before.count("\n") + 1, len(before) - before.rfind("\n") + len("country: ")


def without_excerpts(told):
    """The lines of a report but those that show a line of a file and its column."""
    return [line for line in told.splitlines() if not re.match(r" *\d* \| ", line)]


def line_of(folder, name, words):
    lines = (folder.path / name).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)


def test_the_document_and_the_fixtures_of_the_project_have_no_fault(customers):
    run = customers.run("validate")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == (
        "openapi.yaml: OpenAPI 3.1, 4 operations\n"
        "fixtures/customers.yaml: 12 records\n"
        "fixtures/scenarios.yaml: 6 scenarios\n"
        "no findings\n"
    )


@pytest.mark.parametrize(
    ("name", "rule", "named"),
    [
        ("fixtures/customers.yaml", "fixture-record-invalid", ""),
        ("openapi.yaml", "example-invalid", "example 'customers': "),
    ],
)
def test_a_country_that_is_no_code_is_found_where_it_is_written(customers, name, rule, named):
    line, column = spoil(customers, name)
    run = customers.run("validate")
    law = line_of(customers, "openapi.yaml", "pattern: ^[A-Z]{2}$")
    assert run.returncode == 1
    assert run.stdout.splitlines()[0] == (
        f'{name}:{line}:{column}: error: {named}"Tanzania" does not match the pattern ^[A-Z]{{2}}$'
        f" (as openapi.yaml:{law}:20 says) [{rule}]"
    )
    assert run.stdout.splitlines()[-1] == "1 error"


def test_json_is_an_array_of_objects_with_places_that_count_from_one(customers):
    line, column = spoil(customers, "fixtures/customers.yaml")
    run = customers.run("validate", "--format", "json")
    (finding,) = json.loads(run.stdout)
    assert (run.returncode, run.stderr) == (1, "")
    assert finding.pop("message").startswith('"Tanzania" does not match the pattern ^[A-Z]{2}$')
    assert finding == {
        "file": "fixtures/customers.yaml",
        "line": line,
        "column": column,
        "rule": "fixture-record-invalid",
        "severity": "error",
        "pointer": "/records/0/address/country",
    }


def test_json_without_findings_is_an_empty_array(project):
    run = project.run("validate", "--format", "json")
    assert (run.returncode, json.loads(run.stdout)) == (0, [])


def test_warnings_alone_are_no_failure(folder):
    folder.write("warned.yaml", WARNED)
    run = folder.call("validate", "warned.yaml")
    assert run.returncode == 0
    assert run.stdout.startswith("warned.yaml:5:26: warning: `nullable` ")
    assert run.stdout.endswith("\n1 warning\n")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("broken.yaml", BROKEN, "broken.yaml:2:7: error: "),
        ("broken.json", '{"openapi": "3.1.0"', "broken.json:1:20: error: this is no JSON: "),
        ("empty.yaml", "", "empty.yaml:1:1: error: this file is empty [file-empty]"),
        (
            "binary.yaml",
            b"\x7fELF\x02\x00\xff\xfe",
            "binary.yaml:1:1: error: this is no UTF-8 text",
        ),
        ("text.yaml", "Hello", "text.yaml:1:1: error: an OpenAPI document is an object, but this "),
        ("missing.yaml", None, "missing.yaml:1:1: error: there is no such file [file-unreadable]"),
        ("none", None, "none:1:1: error: there is no such file [file-unreadable]"),
    ],
)
def test_what_cannot_be_read_is_a_finding(folder, name, content, told):
    if content is not None:
        folder.write(name, content)
    run = folder.call("validate", name)
    first, *rest = without_excerpts(run.stdout)
    assert (run.returncode, run.stderr) == (1, "")
    assert first.startswith(told)
    assert rest == [f"{name}: could not be read as OpenAPI", "1 error"]


def test_several_documents_are_all_checked(folder):
    folder.write("broken.yaml", BROKEN)
    folder.write("warned.yaml", WARNED)
    run = folder.run("validate", "broken.yaml", "api.yaml", "warned.yaml", "missing.yaml")
    lines = without_excerpts(run.stdout)
    findings = [line.partition(":")[0] for line in lines if "]" in line]
    assert run.returncode == 1
    assert findings == ["broken.yaml", "warned.yaml", "missing.yaml"]
    assert lines[3:] == [
        "broken.yaml: could not be read as OpenAPI",
        "api.yaml: OpenAPI 3.1, 2 operations",
        "warned.yaml: OpenAPI 3.1, 0 operations",
        "missing.yaml: could not be read as OpenAPI",
        "2 errors, 1 warning",
    ]


def test_a_document_that_is_named_brings_no_fixtures(project):
    project.write("fixtures/pets.yaml", "records: 7")
    assert project.call("validate", "openapi.yaml").stdout == (
        "openapi.yaml: OpenAPI 3.1, 2 operations\nno findings\n"
    )
    assert project.call("validate").returncode == 1
    assert project.call("validate", "--fixtures", "none").returncode == 0


def test_fixtures_are_held_against_the_first_document(project):
    run = project.call("validate", "api.yaml", "openapi.yaml", "--fixtures", "fixtures/pets.yaml")
    assert run.stdout.splitlines() == [
        "api.yaml: OpenAPI 3.1, 2 operations",
        "fixtures/pets.yaml: 2 records",
        "openapi.yaml: OpenAPI 3.1, 2 operations",
        "no findings",
    ]


def test_fixtures_without_a_document_to_hold_them_against_are_told_of(project):
    project.write("openapi.yaml", BROKEN)
    run = project.call("validate")
    assert run.returncode == 1
    assert "fixtures: not checked, for want of a document to hold it against" in run.stdout


def test_a_fixture_file_that_cannot_be_read_does_not_hide_the_others(project):
    project.write("fixtures/broken.yaml", "records: [")
    project.write("fixtures/pets.yaml", "records: [{id: 7}]")
    run = project.call("validate")
    files = [line.partition(":")[0] for line in run.stdout.splitlines() if "error:" in line]
    assert run.returncode == 1
    assert files[0] == "fixtures/broken.yaml"
    assert set(files[1:]) == {"fixtures/pets.yaml"}


def test_fixtures_that_are_not_there_are_a_wrong_use(folder):
    run = folder.call("validate", "api.yaml", "--fixtures", "records")
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("mockserver: records: there is no such file or folder of fixtures")


def test_the_settings_name_what_is_checked(folder):
    folder.write("pyproject.toml", "[tool.mockserver]\ndocument = 'other.yaml'\n")
    folder.write("mine/pets.yaml", "records: []")
    run = folder.call("validate", MOCKSERVER_DOCUMENT="api.yaml", MOCKSERVER_FIXTURES="mine")
    assert run.stdout.splitlines()[:2] == [
        "api.yaml: OpenAPI 3.1, 2 operations",
        "mine/pets.yaml: 0 records",
    ]
    assert folder.call("validate").stdout.startswith("other.yaml:1:1: error: there is no such file")


def test_a_setting_that_is_none_is_a_wrong_use(folder):
    folder.write("mockserver.toml", "documnet = 'api.yaml'\n")
    run = folder.call("validate")
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == (
        "mockserver: mockserver.toml: 'documnet' is no setting; did you mean 'document'?\n"
    )


UNFIT = WARNED.replace("type: string, nullable: true", "type: string, default: 7")


def test_a_file_of_levels_says_how_much_a_rule_weighs(folder):
    folder.write("api.yaml", UNFIT)
    assert folder.call("validate", "api.yaml").returncode == 1
    folder.write("contracts/rules.yaml", "default-invalid: warning\n")
    run = folder.call("validate", "api.yaml")
    assert "api.yaml:5:35: warning: 7 is a number" in run.stdout
    assert run.returncode == 0
    folder.write("contracts/rules.yaml", 'default-invalid: {"/components/*": off}\n')
    assert folder.call("validate", "api.yaml").stdout.endswith("no findings\n")
    assert folder.call("validate", "api.yaml", "--levels", "none").returncode == 1


def test_a_rule_or_a_level_that_is_not_there_is_told_with_what_was_meant(folder):
    folder.write("mine.yaml", "default-invald: off\n")
    run = folder.call("validate", "api.yaml", "--levels", "mine.yaml")
    said = (
        "mine.yaml:1:1: error: there is no rule 'default-invald'; did you mean 'default-invalid'?"
    )
    assert said in run.stdout
    assert run.returncode == 1


def test_a_file_of_levels_that_is_named_has_to_be_there(folder):
    run = folder.call("validate", "api.yaml", "--levels", "mine.yaml")
    assert "mine.yaml" in run.stderr
    assert run.returncode == 2


def test_what_is_found_can_be_accepted_until_it_is_mended(folder):
    folder.write("api.yaml", UNFIT)
    run = folder.call("validate", "api.yaml", "--update-baseline")
    assert "contracts/validate-baseline.yaml: accepts 1 finding\n" in run.stdout
    assert run.returncode == 0
    folder.write("api.yaml", "# a line more\n" + UNFIT)
    assert folder.call("validate", "api.yaml").returncode == 0
    assert folder.call("validate", "api.yaml", "--baseline", "none").returncode == 1
    folder.write("api.yaml", UNFIT.replace("7", "seven"))
    run = folder.call("validate", "api.yaml")
    assert "'default-invalid' is not found at '/components/schemas/Name/default'" in run.stdout
    assert run.returncode == 0
    run = folder.call("validate", "api.yaml", "--update-baseline")
    assert run.stdout.endswith("accepts 0 findings\nno findings\n")


def test_a_new_fault_is_told_though_others_are_accepted(folder):
    folder.write("api.yaml", UNFIT)
    folder.call("validate", "api.yaml", "--update-baseline")
    folder.write("api.yaml", UNFIT + "    Size: {type: integer, default: big}\n")
    run = folder.call("validate", "api.yaml")
    assert run.stdout.count("error:") == 1
    assert 'api.yaml:6:36: error: "big" is a string' in run.stdout
    assert run.returncode == 1


def test_a_second_run_says_the_same_of_a_long_document_and_reads_what_the_first_one_kept(folder):
    name = "    Name{}: {{type: string, nullable: true}}\n"
    names = "".join(name.format(number) for number in range(2500))
    folder.write("long.yaml", WARNED.partition("    Name:")[0] + names)
    cache = str(folder.path / "cache")
    runs = [
        folder.run("validate", "long.yaml", *flags, XDG_CACHE_HOME=cache).stdout
        for flags in (["--no-cache"], [], [])
    ]
    assert runs[0].count("long.yaml:") > 2500
    assert runs == [runs[0]] * 3
    (entry,) = (folder.path / "cache" / "mockserver").glob("*.json")
    entry.write_bytes(entry.read_bytes().replace(b'"title":"Warned"', b'"titel":"Warned"'))
    again = folder.run("validate", "long.yaml", XDG_CACHE_HOME=cache).stdout
    assert "titel" in again  # so what was kept is what is read
