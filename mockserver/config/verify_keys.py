"""What contracts/verify.yaml may say, as one table: the manual is written from it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mockserver.source.written import Form, Unfit, Written, count, flag, text, texts
from mockserver.transport import parse_pace, parse_proxy
from mockserver.verify.plan import PHASES

SECONDS = "a number of seconds above 0"
_FROM_0 = "a number of seconds from 0 on"
_MOST = 100.0


@dataclass(frozen=True, slots=True)
class Key:
    """One row: ``flag`` sets the same on the command line; ``is_profiled``: a profile may set it.

    The default of None is that nothing is asked for.
    """

    name: str
    form: Form
    help: str
    default: Any = None
    is_profiled: bool = True
    flag: str = ""

    def read(self, value: Any) -> Any:
        """A value from elsewhere than the file. Raises Unfit."""
        return self.form.read(Written(value))


def _number(written: Written, least: float, most: float = math.inf) -> float:
    value = written.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unfit
    if not (math.isfinite(value) and least <= value <= most):
        raise Unfit
    return float(value)


def _seconds(written: Written) -> float:
    found = _number(written, 0)
    if not found:
        raise Unfit
    return found


def _moment(written: Written) -> float:
    return _number(written, 0)


def _percent(written: Written) -> float:
    return _number(written, 0, _MOST)


def _integer(written: Written) -> int:
    if isinstance(written.value, bool) or not isinstance(written.value, int):
        raise Unfit
    return written.value


def _phases(written: Written) -> tuple[str, ...]:
    if not isinstance(written.value, list | tuple):
        raise Unfit
    named = tuple(str(each) for each in written.value)
    if not named or not set(named) <= set(PHASES):
        raise Unfit
    return named


def _parsed(parse: Callable[[str], Any]) -> Callable[[Written], Any]:
    """What a parser makes of a text."""

    def read(written: Written) -> Any:
        try:
            return parse(text(written))
        except ValueError as error:
            raise Unfit from error

    return read


def _shard(given: str) -> tuple[int, int]:
    """``2/5``: the second of five parts."""
    found = re.fullmatch(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,3})", given)
    if found is None or int(found[1]) > int(found[2]):
        raise ValueError(given)
    return int(found[1]), int(found[2])


_FLAG = Form(flag, "true or false")
_NAME = Form(text, "a text")
_FILE = Form(text, "the path of a file")
_NAMES = Form(texts, "a text, or a list of texts")
RUN = (
    Key(
        "phases",
        Form(_phases, f"a list of {', '.join(PHASES)}"),
        "What is done, in the place of what pr and nightly do.",
    ),
    Key(
        "max-examples",
        Form(count, "an integer from 1 on"),
        "How many requests the fuzzing phase makes up for an operation.",
        default=30,
        flag="--max-examples",
    ),
    Key("max-time", Form(_seconds, SECONDS), "How long the run may take.", flag="--max-time"),
    Key(
        "seed",
        Form(_integer, "an integer"),
        "What all generated values and cases derive from.",
        default=1,
        flag="--seed",
    ),
    Key(
        "max-response-time",
        Form(_seconds, SECONDS),
        "A limit for each answer; slower ones are findings.",
        flag="--max-response-time",
    ),
    Key(
        "min-coverage",
        Form(_percent, "a number from 0 to 100"),
        "The share of declared answers that has to be seen, in percent.",
        flag="--min-coverage",
    ),
    Key(
        "workers",
        Form(count, "an integer from 1 on"),
        "How many requests are under way at once; above 1 nothing is compared with the mock.",
        default=1,
        flag="--workers",
    ),
    Key(
        "rate-limit",
        Form(_parsed(parse_pace), "a number of requests and its time, such as 100/m"),
        "How many requests are sent a second (s), minute (m) or hour (h).",
        flag="--rate-limit",
    ),
    Key(
        "timeout",
        Form(_seconds, SECONDS),
        "How long to wait for an answer.",
        default=10.0,
        flag="--timeout",
    ),
    Key(
        "wait",
        Form(_moment, _FROM_0),
        "How long to wait for the target to come up.",
        default=0.0,
        flag="--wait",
    ),
    Key(
        "settle",
        Form(_moment, _FROM_0),
        "How long a change may take until it is seen.",
        default=0.0,
        flag="--settle",
    ),
    Key("operation", _NAMES, "Only these operations: 'GET /pets' or an operationId.", ()),
    Key("exclude-operation", _NAMES, "Not these operations.", ()),
    Key("tag", _NAMES, "Only operations of these tags.", ()),
    Key(
        "shard",
        Form(_parsed(_shard), "a part of a whole, such as 2/5"),
        "One part of the operations; what belongs to one collection stays together.",
        flag="--shard",
    ),
    Key(
        "reset-url",
        _NAME,
        "POST there puts the records of the fixtures back.",
        flag="--reset-url",
    ),
    Key("reset-cmd", _NAME, "A command of the shell that does.", flag="--reset-cmd"),
    Key(
        "adopt",
        _FLAG,
        "Take the records that are there for the fixtures.",
        default=False,
        flag="--adopt",
    ),
    Key(
        "read-only",
        _FLAG,
        "Send nothing that writes, nor a reset.",
        default=False,
        flag="--read-only",
    ),
    Key(
        "allow-writes",
        _FLAG,
        "Write to a target beyond this machine.",
        default=False,
        flag="--allow-writes",
    ),
    Key(
        "proxy",
        Form(_parsed(parse_proxy), "the URL of a proxy that speaks HTTP"),
        "The proxy; without it HTTPS_PROXY, HTTP_PROXY and NO_PROXY count, beyond this machine.",
        flag="--proxy",
    ),
    Key("cert", _FILE, "The certificate (PEM) to prove oneself with.", flag="--cert"),
    Key("key", _FILE, "The key of that certificate (PEM).", flag="--key"),
    Key("cacert", _FILE, "The authorities (PEM) that the target is trusted by.", flag="--cacert"),
    Key(
        "insecure",
        _FLAG,
        "Take any certificate of the target.",
        default=False,
        flag="--insecure",
    ),
    Key(
        "hooks",
        _FILE,
        "Python that prepares states; none: no such file.  [default: contracts/hooks.py, if there]",
        flag="--hooks",
    ),
    Key(
        "schemathesis",
        _FILE,
        "Settings of Schemathesis that are put over ours.  [default: schemathesis.toml, if there]",
        flag="--schemathesis",
    ),
)
"""What a run does; each may stand at the top, in a profile, and on the command line."""

TOP = (
    ("profile", "The profile where none is asked for.  [default: nightly]"),
    ("profiles", "Profiles by name: each has any of the keys below."),
    ("headers", "Header fields that go with every request, by name."),
    ("auth", "What proves who asks, by the name of its security scheme in the document."),
    ("stranger", "A second identity, which may not reach the records of the first."),
    ("ignored", "Operations that are left out: a list, each with a `reason`."),
    ("checks", "Checks that are turned off, by the id of the rule, each with a `reason`."),
)
"""What only the file says."""
BY_NAME = {key.name: key for key in RUN}
