"""``make torture``: thousands of malformed requests through each door, and a table of what came."""

import argparse
import sys
import time

from click import echo

from torture.siege import DOORS, besiege

GROWTH = 24.0  # MB in the second half of the shots, which are none beside what a leak would take


def main() -> int:
    """0 when every door kept its head."""
    given = _arguments()
    return max(_told(door, given.count, given.seed) for door in given.door or DOORS)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make torture", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="requests through each door")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--door", action="append", choices=DOORS)
    return parser.parse_args()


def _told(door: str, count: int, seed: int) -> int:
    begun = time.monotonic()
    outcome = besiege(door, count, seed)
    statuses = ", ".join(f"{each}: {n}" for each, n in sorted(outcome.statuses.items()))
    memory = " → ".join(f"{each:.0f}" for each in outcome.memory)
    echo(f"{door}: {count} requests in {time.monotonic() - begun:.0f} s, {memory} MB")
    echo(f"  {statuses}, {outcome.closed} without an answer")
    faults = list(outcome.faults)
    begun_at, middle, end = outcome.memory
    if end - middle > max(GROWTH, (middle - begun_at) / 2):
        faults.append(f"memory grew: {memory} MB")
    for fault in faults[:20]:
        echo(f"  FAULT {fault}")
    echo(f"  {len(faults) or 'no'} faults")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
