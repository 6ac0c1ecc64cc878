"""Steps of a workflow of GitHub, jobs of GitLab and hooks of pre-commit, as their runners do them.

A step is run by a shell in the reader's project. ``actions/checkout`` and ``setup-python`` have
nothing to do there; an action of this project runs the steps of its ``action.yml``. ``pip install``
is that of ``containers``: the environment is there. What pages leave to other actions is refused.
"""

import re
import shlex
import subprocess
from pathlib import Path

import yaml

GIVEN = re.compile(r"actions/(checkout|setup-python)@v\d+")


class Runner:
    """Somebody's pipeline in the project of a reader."""

    def __init__(self, reader):
        self.reader, self.folder = reader, reader.folder
        self.printed = ""

    def commit(self, name):
        """What there is becomes the commit of a branch."""
        who = ("-c", "user.name=a", "-c", "user.email=a@b.example")
        first = () if (self.folder / ".git").exists() else (["init", "-q", "-b", name],)
        for words in (*first, ["add", "-A"], [*who, "commit", "-q", "-m", name]):
            subprocess.run(["git", *words], cwd=self.folder, check=True)

    def steps(self, steps):
        """The exit code of the first step that fails, else 0."""
        for step in steps:
            code = self._step(step)
            if code:
                return code
        return 0

    def _step(self, step):
        if "run" in step:
            return self.shell(step["run"], step.get("env", {}))
        given = step.get("with", {})
        if step["uses"] == "./":
            return self._action(given)
        assert GIVEN.fullmatch(step["uses"]), f"nothing here does {step['uses']}"
        if given.get("fetch-depth") == 0:  # then branches are there, and not else
            git = ["git", "update-ref", "refs/remotes/origin/main", "main"]
            subprocess.run(git, cwd=self.folder, check=True)
        return 0

    def _action(self, given):
        action = yaml.safe_load((self.folder / "action.yml").read_text(encoding="utf-8"))
        assert set(given) <= set(action["inputs"]), given
        needed = {name for name, each in action["inputs"].items() if each.get("required")}
        assert needed <= set(given), given
        inputs = {name: each.get("default", "") for name, each in action["inputs"].items()}
        values = {f"inputs.{name}": str(each) for name, each in {**inputs, **given}.items()}
        values["github.action_path"] = str(self.folder)
        for step in action["runs"]["steps"]:
            told = {
                name: re.sub(r"\$\{\{ (\S+) \}\}", lambda found: values[found[1]], text)
                for name, text in step.get("env", {}).items()
            }
            code = self.shell(step["run"], told) if "run" in step else self._step(step)
            if code:
                return code
        return 0

    def shell(self, script, environment):
        """Run a script as both runners do; what it prints is kept."""
        at = {"RUNNER_TEMP": str(self.folder / ".runner"), "MOCKSERVER": ""}
        ran = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", self.reader.there(script)],
            cwd=self.folder, text=True, check=False, stdin=subprocess.DEVNULL,
            env={**self.reader.environment, **at, **self._there(environment)},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.printed += self.reader.back(ran.stdout)
        return ran.returncode

    def _there(self, environment):
        return {name: self.reader.there(str(text)) for name, text in environment.items()}

    def job(self, job, environment):
        """A job of GitLab, once for each of its parallel parts: exit codes."""
        total = job.get("parallel", 1)
        script = "\n".join(job["script"])
        return [
            self.shell(script, {**environment, "CI_NODE_INDEX": n, "CI_NODE_TOTAL": total})
            for n in range(1, total + 1)
        ]

    def hook(self, repository, name):
        """A hook of pre-commit, with the files of the commit that it asks for: its exit code."""
        hooks = yaml.safe_load((Path(repository) / ".pre-commit-hooks.yaml").read_text("utf-8"))
        (hook,) = (each for each in hooks if each["id"] == name)
        listed = subprocess.run(
            ["git", "ls-files"], cwd=self.folder, capture_output=True, text=True, check=True
        )
        files = [each for each in listed.stdout.split() if re.search(hook["files"], each)]
        passed = files if hook.get("pass_filenames", True) else []
        words = shlex.join([*hook.get("args", ()), *passed])
        return self.shell(f"{hook['entry']} {words}", {}) if files else 0
