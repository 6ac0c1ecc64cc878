"""What other programs read of this project names only what there is."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from mockserver.cli.main import COMMANDS, group

PROJECT = Path(__file__).resolve().parents[2]
HOOKS = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
ACTION = yaml.safe_load((PROJECT / "action.yml").read_text(encoding="utf-8"))
SCRIPT = ACTION["runs"]["steps"][-1]


def options(command):
    found = group.get_command(None, command)
    return {name for each in found.params for name in (*each.opts, *each.secondary_opts)}


def test_each_hook_runs_a_command_with_options_that_it_has():
    for hook in HOOKS:
        program, command, *rest = hook["entry"].split()
        assert (program, command in COMMANDS) == ("mockserver", True)
        used = {each.partition("=")[0] for each in (*rest, *hook.get("args", ())) if each[0] == "-"}
        assert used <= options(command)
        assert re.compile(hook["files"]).search("apis/openapi.yaml")
        assert {"id", "name", "description", "entry", "language"} <= hook.keys()


def test_the_action_describes_each_input_and_uses_each_once():
    used = re.findall(r"inputs\.([a-z-]+)", str(ACTION["runs"]))
    assert sorted(used) == sorted(ACTION["inputs"])
    assert all(each["description"].endswith(".") for each in ACTION["inputs"].values())


def test_the_action_runs_bash_and_no_actions_but_that_of_python():
    for step in ACTION["runs"]["steps"]:
        assert step.get("shell") == "bash" or step["uses"].startswith("actions/setup-python@")
        assert "${{" not in step.get("run", "")


@pytest.mark.parametrize(
    ("inputs", "told"),
    [
        ({"COMMAND": "validate", "DOCUMENTS": "a b.yaml\nc.yaml", "FIX": "true"},
         ["validate", "a b.yaml", "c.yaml", "--fix", "--format", "github"]),
        ({"COMMAND": "diff", "BASE": "main:a.yaml", "REVISION": "a.yaml", "REPORT": "sarif=x"},
         ["diff", "main:a.yaml", "a.yaml", "--report", "sarif=x", "--format", "github"]),
        ({"COMMAND": "verify", "URL": "http://localhost", "ARGUMENTS": "--read-only\n--seed=7"},
         ["verify", "http://localhost", "--read-only", "--seed=7", "--format", "github"]),
    ],
)  # fmt: skip
def test_the_action_calls_a_command_with_what_its_inputs_say(tmp_path, inputs, told):
    program = tmp_path / "mockserver"
    program.write_text('#!/bin/sh\nfor each; do echo "$each"; done\n')
    program.chmod(0o755)
    unset = dict.fromkeys(SCRIPT["env"], "")
    environment = {**os.environ, **unset, "FORMAT": "github", **inputs, "MOCKSERVER": str(program)}
    run = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", SCRIPT["run"]],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stdout.splitlines() == told
    assert {each.partition("=")[0] for each in told if each[:2] == "--"} <= options(told[0])


def test_the_action_refuses_another_command():
    unset = dict.fromkeys(SCRIPT["env"], "")
    run = subprocess.run(
        ["bash", "-c", SCRIPT["run"]],
        env={**os.environ, **unset, "COMMAND": "serve"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 2
    assert "command is one of validate, diff and verify, not 'serve'" in run.stdout
