"""What a finding is known by from run to run, wherever its line has moved to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from mockserver.finding import Finding
from mockserver.report.place import relative

_LINES = re.compile(r":\d+(:\d+)?|\blines? \d+(, \d+)*( and \d+)?")
_LENGTH = 32


def fingerprints(findings: Iterable[Finding], folder: Path | None) -> tuple[str, ...]:
    """One for each finding, in order: a hash of rule, file and place, and which of its like it is.

    A sentence counts only where nothing else says the place, and without the lines it names.
    """
    alike: Counter[str] = Counter()
    found = []
    for finding in findings:
        identity = _hash(finding, folder)
        alike[identity] += 1
        found.append(f"{identity}:{alike[identity]}")
    return tuple(found)


def _hash(finding: Finding, folder: Path | None) -> str:
    file = relative(finding.origin.file, folder) if finding.origin else ""
    place = finding.pointer or finding.operation
    said = "" if place else _LINES.sub("", finding.message)
    parts = (finding.rule, file, finding.pointer, finding.operation, said)
    written = "\0".join(parts).encode("utf-8", "surrogatepass")
    return sha256(written).hexdigest()[:_LENGTH]
