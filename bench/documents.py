"""Long documents: how long until a server of one answers for the first time."""

from __future__ import annotations

import http.client
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from statistics import median

from bench.peer import HERE, Run
from bench.peers import ours, prism, steady
from bench.process import free_port, running
from bench.table import NONE, line

FOLDER = HERE.parent.parent / "shared" / "corpus" / "valid"
"""Where documents are looked for that nobody named: beside the checkout."""
LONG = 2**21  # bytes; shorter ones say nothing new
_PATIENCE = 30.0
_FIRST, _AGAIN = "mockserver, first start", "mockserver, later starts"


def found() -> list[Path]:
    """The long documents beside the checkout; none where there are none."""
    files = FOLDER.glob("*.*") if FOLDER.is_dir() else ()
    return sorted(each for each in files if each.is_file() and each.stat().st_size >= LONG)


def measured(documents: list[Path], folder: Path, rounds: int) -> dict[tuple[str, str], float]:
    """The seconds of each server with each document, medians of the rounds; none: it fails."""
    told: dict[tuple[str, str], list[float]] = {}
    failed: set[tuple[str, str]] = set()
    for number in range(rounds):
        for document in documents:
            starts = _starts(document, folder / f"cache-{document.name}-{number}")
            for name, start in starts.items():
                key = name, document.name
                if key in failed:
                    continue
                try:
                    told.setdefault(key, []).append(_seconds(start, folder))
                except RuntimeError:
                    failed.add(key)
    return {key: median(each) for key, each in told.items() if each}


def lines(documents: list[Path], told: Mapping[tuple[str, str], float]) -> Iterator[str]:
    """The table."""
    names = dict.fromkeys((_FIRST, _AGAIN, prism.PEER.name, steady.PEER.name))
    sizes = [f"{each.name} ({each.stat().st_size / 1e6:.1f} MB)" for each in documents]
    yield line(["seconds until the first answer", *sizes])
    yield line(["---"] * (len(documents) + 1))
    for name in names:
        cells = [told.get((name, each.name)) for each in documents]
        yield line([name, *(NONE if each is None else f"{each:.2f}" for each in cells)])


def _starts(document: Path, cache: Path) -> Mapping[str, Callable[[int], Run]]:
    """How each server is started with a document; what is kept of it is of this round alone."""
    own = partial(ours.of_document, document, cache)
    return {
        _FIRST: own,
        _AGAIN: own,
        prism.PEER.name: partial(prism.of_document, document),
        steady.PEER.name: partial(steady.of_document, document),
    }


def _seconds(start: Callable[[int], Run], folder: Path) -> float:
    port = free_port()
    with running(start(port), folder, port, partial(_answers, port), _PATIENCE) as server:
        return server.cold


def _answers(port: int) -> bool:
    """Whether there is any answer: which one it is, documents and servers do not agree on."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status > 0
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit("python -m bench measures long documents, too")
