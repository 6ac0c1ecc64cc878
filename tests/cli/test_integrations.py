"""The hooks of pre-commit and the action of GitHub run what they say, in a project of somebody."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[2]
HOOKS = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
SCRIPT = yaml.safe_load((PROJECT / "action.yml").read_text("utf-8"))["runs"]["steps"][-1]


@pytest.fixture
def committed(project):
    """A project under git, whose document has changed since."""
    quiet = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = ("-c", "user.name=a", "-c", "user.email=a@b.example")
    for words in (["init", "-q"], ["add", "-A"], [*who, "commit", "-qm", "first"]):
        subprocess.run(["git", *words], cwd=project.path, env=quiet, check=True)
    changed = (project.path / "openapi.yaml").read_text().replace("title: Pets", "title: All pets")
    project.write("openapi.yaml", changed)
    return project


def words_of(hook, url):
    """What pre-commit runs: entry, arguments and files; the target is one that is there."""
    args = [url if each.startswith("http://") else each for each in hook.get("args", ())]
    files = ["openapi.yaml"] if hook.get("pass_filenames", True) else []
    return [*hook["entry"].split()[1:], *args, *files]


@pytest.mark.parametrize("hook", HOOKS, ids=lambda each: each["id"])
def test_each_hook_runs(committed, hook):
    url = committed.serve().address if "verify" in hook["id"] else ""
    done = committed.run(*words_of(hook, url))
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stdout + done.stderr
    assert done.stdout


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"COMMAND": "validate", "DOCUMENTS": "openapi.yaml"}, ""),
        ({"COMMAND": "diff", "BASE": "HEAD:openapi.yaml", "REVISION": "openapi.yaml"}, "semver"),
        ({"COMMAND": "verify", "ARGUMENTS": "--profile=pr"}, "requests, seed"),
    ],
    ids=lambda each: each["COMMAND"] if isinstance(each, dict) else "",
)
def test_the_action_runs(committed, inputs, said):
    program = committed.path / "mockserver"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mockserver "$@"\n')
    program.chmod(0o755)
    unset = dict.fromkeys(SCRIPT["env"], "")
    url = committed.serve().address if inputs["COMMAND"] == "verify" else ""
    environment = {
        **os.environ, **unset, "PYTHONPATH": str(PROJECT), "FORMAT": "github", "URL": url,
        "REPORT": "junit=report.xml", **inputs, "MOCKSERVER": str(program),
    }  # fmt: skip
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", SCRIPT["run"]],
        cwd=committed.path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert said in done.stdout
    assert (committed.path / "report.xml").is_file()
