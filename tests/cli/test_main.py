import json
from importlib.metadata import PackageNotFoundError, version

import pytest

from mockserver.cli.main import LazyGroup
from mockserver.diff.rules import RULES as OF_CHANGES


@pytest.mark.parametrize(
    ("command", "example"),
    [
        ([], "\n    mockserver serve  "),
        (["serve"], "\n    mockserver serve api.yaml --fixtures fixtures/ -p 8080\n"),
        (["validate"], "\n    mockserver validate api.yaml other.json --format json\n"),
        (["rules"], "\n    mockserver rules --format json\n"),
        (["verify"], "\n    mockserver verify http://localhost:8000\n"),
    ],
)
def test_help_shows_an_example_on_a_line_of_its_own(folder, command, example):
    run = folder.call(*command, "--help")
    assert run.returncode == 0
    assert "\n  Examples:\n" in run.stdout
    assert example in run.stdout
    assert run.stderr == ""


def test_help_lists_the_commands_each_with_a_sentence(folder):
    run = folder.run("--help")
    listed = run.stdout.partition("Commands:\n")[2].splitlines()[:4]
    assert (run.returncode, run.stderr) == (0, "")
    assert [line.split(maxsplit=1) for line in listed] == [
        ["serve", "Serve a document as a mock."],
        ["validate", "Check documents and fixtures."],
        ["rules", "List the rules of validate and diff, and what each of them weighs."],
        ["verify", "Test an implementation against a document."],
    ]


def test_without_a_command_there_is_help_and_a_failure(folder):
    run = folder.call()
    assert run.returncode == 2
    assert "Commands:" in run.stdout + run.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["validat"], "there is no command 'validat'; did you mean 'validate'?"),
        (["fly"], "there is no command 'fly'; there are serve, validate, rules, verify"),
        (["serve", "--prot", "1"], "No such option '--prot'."),
        (["serve", "--port", "http"], "'http' is not a valid integer"),
        (["serve", "--watch"], "No such option '--watch': files are followed anyway"),
        (["serve", "--file", "a.yaml"], "the document is named without an option"),
        (["serve", "--cors=false"], "write '--cors' or '--no-cors'."),
        (["serve", "a.yaml", "b.yaml"], "'--mount /PREFIX=DOCUMENT' serves a further document"),
        (["--port", "80"], "options stand behind a command"),
        (["mock", "a.yaml"], "there is no command 'mock'; 'mockserver serve DOCUMENT' does that"),
        (["a.yaml"], "'mockserver serve a.yaml' serves a document"),
        (["record"], "there is nothing to record: name a URL, or an archive with --from"),
        (["record", "a.yaml"], "'a.yaml' cannot be used as the URL of a server"),
        (["validate", "--format", "xml"], "'xml' is not one of 'text', 'json'"),
    ],
)
def test_what_a_command_line_may_not_say_is_told(folder, arguments, sentence):
    run = folder.call(*arguments)
    assert run.returncode == 2
    assert sentence in run.stderr
    assert run.stdout == ""


def test_the_version_is_that_of_the_installed_package(folder):
    try:
        installed = version("mockserver")
    except PackageNotFoundError:
        pytest.skip("the package is not installed here, so it has no version")
    assert folder.run("--version").stdout == f"mockserver {installed}\n"


def test_rules_lists_those_of_diff_with_their_verdicts(folder):
    listed = json.loads(folder.call("rules", "--format", "json").stdout)
    told = {each["rule"]: each["verdict"] for each in listed if each["command"] == "diff"}
    assert told == {rule.id: rule.verdict.value for rule in OF_CHANGES}
    assert {each["severity"] for each in listed if each["command"] == "validate"} == {
        *("error", "warning", "info")
    }


def test_ctrl_c_before_a_command_has_begun_is_no_finding(folder, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(LazyGroup, "get_command", interrupted)
    told = folder.call("verify", "http://h")
    assert (told.returncode, told.stdout, told.stderr) == (130, "", "")
