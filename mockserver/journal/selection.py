"""Which entries of an archive are requests to the API of a document, and where its paths begin.

A browser records all that a page asks for: scripts, pictures, other hosts. A gateway may put a path
of its own before those of the document. The base that makes most entries fit the document is taken;
whoever knows better names one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from mockserver.journal.har_reading import NO_EXCHANGE, Entry, is_below

Known = Callable[[str, str], bool]
"""Whether the document has a method at a path."""

_DEEPEST = 5
_SCHEMES = ("http", "https")
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Selection:
    """The base that the paths continue; ``taken`` of the entries do, by host the others."""

    base_url: str
    taken: int
    others: Mapping[str, int] = field(default_factory=dict)

    @property
    def left_out(self) -> str:
        """The entries of other places in words; empty where there is none."""
        if not self.others:
            return ""
        hosts = [f"{count} of {host}" for host, count in self.others.items()]
        more = f" and {len(hosts) - _SHOWN} more hosts" if len(hosts) > _SHOWN else ""
        return f"{', '.join(hosts[:_SHOWN])}{more}"


def select(entries: Iterable[Entry], is_known: Known, base_url: str = "") -> Selection | None:
    """The base that was named, else the one that most entries fit; None where none fits."""
    asked = Counter(_asked(entries))
    found = base_url or _best(asked, is_known)
    if found is None:
        return None
    others: Counter[str] = Counter()
    for (_, url), count in asked.items():
        if not is_below(url, found):
            others[urlsplit(url).netloc] += count
    return Selection(found, asked.total() - others.total(), dict(others.most_common()))


def _asked(entries: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    """Method and URL without its query, of what has an answer and goes over HTTP."""
    for entry in entries:
        try:
            url, method = entry.url.partition("?")[0].partition("#")[0], entry.value["request"]
            parts = urlsplit(url)
            if parts.scheme in _SCHEMES and parts.netloc and entry.value["response"].get("status"):
                yield str(method["method"]), url
        except NO_EXCHANGE:
            continue  # whoever reads the entries tells what is wrong with one


def _best(asked: Mapping[tuple[str, str], int], is_known: Known) -> str | None:
    """The base with most entries that the document has; the shorter of two."""
    counts: Counter[str] = Counter()
    for (method, url), count in asked.items():
        parts = urlsplit(url)
        segments = parts.path.split("/")[1:]
        for depth in range(min(len(segments), _DEEPEST)):
            above = "".join(f"/{each}" for each in segments[:depth])
            if is_known(method, f"/{'/'.join(segments[depth:])}"):
                counts[f"{parts.scheme}://{parts.netloc}{above}"] += count
    return max(counts, key=lambda base: (counts[base], -len(base)), default=None)
