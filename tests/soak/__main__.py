"""``make soak``: mixed traffic with reloads and sessions, for as many minutes as are asked for.

The journals of all sessions are full after two or three minutes; what grows after that is a fault,
so that fewer than five minutes tell little.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from click import echo

from soak.traffic import soak

GROWTH = 24.0


def main() -> int:
    """0 when nothing was dropped and nothing grew."""
    parser = argparse.ArgumentParser(
        prog="make soak", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("minutes", type=float, nargs="?", default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    given, options = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = soak(Path(folder), given.minutes * 60, given.seed, *options)
    for each in outcome.sizes[:: max(1, len(outcome.sizes) // 10)]:
        echo(f"{each.memory:.0f} MB, {each.files} open files, {each.threads} threads")
    counts = ", ".join(f"{kind}: {count}" for kind, count in sorted(outcome.answers.items()))
    echo(f"{outcome.answers.total()} answers, {outcome.reloads} reloads; {counts}")
    faults = outcome.faults(GROWTH)
    for each in faults:
        echo(f"FAULT {each}")
    echo(f"{len(faults) or 'no'} faults")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
