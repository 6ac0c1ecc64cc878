"""The folder of recordings: a file for each failure, named by what the failure is known by."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from mockserver.errors import UsageError
from mockserver.finding import Finding
from mockserver.hint import hint
from mockserver.source.replacing import write_whole
from mockserver.verify.events import FailureFound
from mockserver.verify.recordings.recording import Recording, recording_of

FOLDER = Path(".mockserver/replays")
_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Run:
    """What a run was told: document, fixtures and overlays, how many seconds an answer may take.

    ``is_seeded``: the records of the target were those of the fixtures; ``target`` is its base URL.
    """

    document: str
    fixtures: str | None = None
    overlays: tuple[str, ...] = ()
    limit: float | None = None
    is_seeded: bool = False
    target: str = ""


@dataclass(frozen=True, slots=True)
class Replay:
    """A recording with what was found by it, in which run; ``also`` names what is told with it."""

    recording: Recording
    rule: str
    message: str
    curl: str
    seed: int
    run: Run
    also: tuple[str, ...] = ()

    def curl_at(self, base_url: str) -> str:
        """The curl lines with another base URL in the place of that of the run.

        What else of a request names the old one stays, and so does all where a shell would need
        the new one in quotes.
        """
        if not self.run.target or shlex.quote(base_url) != base_url:
            return self.curl
        old = rf"(?<![^\s']){re.escape(self.run.target)}(?=[/?'\s]|$)"
        return re.sub(old, lambda _: base_url, self.curl)


def identifier(failure: FailureFound) -> str:
    """A short name that a failure has in each run, wherever the line of its promise moves to."""
    return named(
        failure.check,
        failure.operation,
        failure.schema_pointer or "",
        failure.instance_pointer or "",
        failure.signature,
    )


def named(*parts: str) -> str:
    """A short name for what is known by these parts."""
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


def keep(findings: Iterable[Finding], run: Run, folder: Path = FOLDER) -> None:
    """Write a file for each finding that can be sent again, and for what is told with it.

    Git is told to see none of them.

    Raises OSError where the folder cannot be written to.
    """
    told = [each for finding in findings for each in finding.whole]
    written = [_members(each, run) for each in told if each.evidence and each.evidence.replay]
    if not written:
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    for members in written:
        _write(folder, members)


def _write(folder: Path, members: dict[str, Any]) -> None:
    text = json.dumps(members, indent=2)  # ASCII: what was sent may be no text at all
    write_whole(folder / f"{members['id']}.json", f"{text}\n".encode())


def _members(finding: Finding, run: Run) -> dict[str, Any]:
    evidence = finding.evidence
    assert evidence is not None  # noqa: S101  see ``keep``
    return {
        "id": evidence.replay,
        "rule": finding.rule,
        "message": finding.message,
        "curl": evidence.curl,
        "seed": evidence.seed,
        "run": asdict(run),
        "recording": dict(evidence.recording or {}),
        "also": [each.evidence.replay for each in finding.also if each.evidence],
    }


def kept(name: str, folder: Path = FOLDER) -> Replay:
    """The recording of a name. Raises UsageError where there is none, or it cannot be read."""
    path = folder / f"{name}.json"
    known = sorted(each.stem for each in folder.glob("*.json"))
    if name not in known:
        told = hint(name, known) if known else "; run verify first, and here"
        raise UsageError(f"{folder}: there is no recording '{name}'{told}")
    try:
        members = json.loads(path.read_text(encoding="utf-8"))
        return Replay(
            recording=recording_of(members["recording"], str(path)),
            rule=members["rule"],
            message=members["message"],
            curl=members["curl"],
            seed=members["seed"],
            run=Run(**{**members["run"], "overlays": tuple(members["run"]["overlays"])}),
            also=tuple(filter(None, members.get("also", ()))),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path}: this cannot be read ({error}); run verify again") from error
