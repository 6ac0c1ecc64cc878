"""Starts the mock from a command line that is meant for Prism; the last word is the document."""

import re
import sys

from mockserver.cli import main

KEPT = {"-p", "--port", "-h", "--host", "-d", "--dynamic", "--errors", "--seed"}
ALSO_CALLED = {
    "--cors=false": ["--no-cors"],
    "--cors=true": ["--cors"],
    "-m": [],
    "--multiprocess": [],
}
WITH_VALUE = {"-p", "--port", "-h", "--host", "--seed", "-v", "--verboseLevel"}


def translated(words):
    """Prism's arguments as ours; what only Prism has is passed over."""
    found, waiting = ["serve", "-q"], list(words)
    while waiting:
        word = waiting.pop(0)
        value = [waiting.pop(0)] if word in WITH_VALUE else []
        if word in ALSO_CALLED:
            found += ALSO_CALLED[word]
        elif word in KEPT:
            found += [word, *value]
        elif not word.startswith("-") and word != "mock":
            found.append(re.sub("^file://", "", word))
    return found


if __name__ == "__main__":
    sys.argv[1:] = translated(sys.argv[1:])
    main()
