"""What a monitoring system reads: the text format of Prometheus, version 0.0.4."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from mockserver.admin.context import AdminContext
from mockserver.admin.health import health

Sample = tuple[Mapping[str, object], float]
"""The labels of a value, and the value."""

_PROCESS = Path("/proc/self")


@dataclass(frozen=True, slots=True)
class Family:
    """The values of one name, and what they are."""

    name: str
    kind: str
    told: str
    samples: tuple[Sample, ...]

    def lines(self) -> Iterator[str]:
        """The lines of the text format."""
        yield f"# HELP {self.name} {self.told}"
        yield f"# TYPE {self.name} {self.kind}"
        for labels, value in self.samples:
            told = ",".join(f'{name}="{_escaped(str(each))}"' for name, each in labels.items())
            yield f"{self.name}{{{told}}} {value!r}" if told else f"{self.name} {value!r}"


def metrics(context: AdminContext) -> str:
    """All that is counted, of all workers; what is measured, of the one that answers."""
    families = (*_counted(context), *_state(context), *_process())
    return "".join(f"{line}\n" for each in families for line in each.lines())


def _counted(context: AdminContext) -> Iterator[Family]:
    counts = sorted(context.mock.journal.counts.all().items())
    labels = [kind._asdict() for kind, _ in counts]

    def family(name: str, told: str, values: Iterable[float]) -> Family:
        samples = tuple(zip(labels, values, strict=True))
        return Family(f"mockserver_{name}_total", "counter", told, samples)

    answered = (each.exchanges for _, each in counts)
    yield family("exchanges", "Requests that were answered.", answered)
    seconds = (round(each.seconds, 6) for _, each in counts)
    yield family("answering_seconds", "Seconds that answers took, without delays.", seconds)
    violations = (each.violations for _, each in counts)
    yield family("violations", "What in requests and answers breaks the document.", violations)


def _state(context: AdminContext) -> Iterator[Family]:
    told = health(context)
    about = {each: told[each] for each in ("title", "document", "version", "openapi")}
    yield Family("mockserver_info", "gauge", "What is served.", ((about, 1),))
    for name, sentence in (
        ("sessions", "Sessions that are open."),
        ("rules", "Rules that were added at run time."),
        ("records", "Records of the fixture files."),
    ):
        yield Family(f"mockserver_{name}", "gauge", sentence, (({}, told[name]),))
    begun = context.shared.begun
    uptime = round((datetime.now(UTC) - begun).total_seconds(), 3)
    yield Family("mockserver_uptime_seconds", "gauge", "How long it has run.", (({}, uptime),))


def _process() -> Iterator[Family]:
    """The worker that answers, by the names that Prometheus has for it; on Linux alone."""
    with suppress(OSError):
        pages = int((_PROCESS / "statm").read_text(encoding="ascii").split()[1])
        size = pages * os.sysconf("SC_PAGE_SIZE")
        yield Family("process_resident_memory_bytes", "gauge", "Memory in use.", (({}, size),))
        opened = sum(1 for _ in (_PROCESS / "fd").iterdir())
        yield Family("process_open_fds", "gauge", "Files that are open.", (({}, opened),))


def _escaped(value: str) -> str:
    """As the text format wants the value of a label."""
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
