"""What to fuzz and how, and the same as settings of Schemathesis."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Any

from mockserver.http import Request, Response
from mockserver.transport import Credentials, Way
from mockserver.verify.inputs.leeway import Leeway
from mockserver.verify.judging.answers import Fault
from mockserver.verify.recordings.recording import Passage

PHASES = ("examples", "coverage", "fuzzing", "stateful")

_HARMLESS = ("get", "post", "options", "trace", "query")
"""Methods that a path does not declare, and that change nothing of many even if they are taken."""

_MOST_ENTRIES = 20

Look = Callable[[Passage], Iterable[Fault]]
"""Is shown each exchange once, in their order; says what is wrong with it."""
Hear = Callable[[Request, Response], None]
"""Is told of what may have made something as soon as it is answered."""
Aim = Callable[[str, str, str], Mapping[str, Any]]
"""Is told the label of an operation, the method and the path that will be asked for; says which
values of path parameters have to be others, so that nobody's records are changed."""

OURS = frozenset(
    "base-url seed workers cache max-time max-failures reports baseline project projects "
    "continue-on-failure max-redirects request-timeout color wait-for-schema".split()
)
"""What verify itself decides, whatever a schemathesis.toml says."""


@dataclass(frozen=True, slots=True)
class OwnSettings:
    """A schemathesis.toml that somebody wrote: its path and what it says."""

    file: str
    values: Mapping[str, Any]

    @property
    def idle(self) -> tuple[str, ...]:
        """The keys that have no effect here."""
        return tuple(sorted(OURS & self.values.keys()))

    @property
    def off(self) -> frozenset[str]:
        """The checks that it turns off."""
        tables = self.values.get("checks")
        known = tables.items() if isinstance(tables, dict) else ()
        return frozenset(
            name
            for name, table in known
            if isinstance(table, dict) and table.get("enabled") is False
        )


@dataclass(frozen=True, slots=True)
class FuzzPlan:
    """What to send to whom: the document's paths are appended to ``base_url``, never its servers.

    ``root`` is the document as it was read, ``location`` its path, from which references to other
    files start. ``path_values`` are values of path parameters, by name, that name records which
    exist; ``unique`` are the fields of which no two records share a value,
    ``leeways`` tell by label what an operation may refuse beside that. ``max_time`` bounds the run,
    but for the request under way; it is not filled. ``excluded`` are the labels of operations that
    are not called; ``probes_methods``: methods that a path does not declare are tried, and
    all of them where what is there ``is_expendable``.
    ``aim`` keeps requests away from what is somebody's.
    ``own`` settings are put over ours. ``prepared`` are values of path parameters, by name, that
    are sent to single operations, by label.
    """

    base_url: str
    root: Any
    location: str
    headers: tuple[tuple[str, str], ...] = ()
    seed: int = 1
    max_time: float | None = None
    phases: tuple[str, ...] = PHASES
    max_examples: int = 30
    max_failures: int | None = None
    path_values: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    unique: frozenset[str] = frozenset()
    leeways: Mapping[str, Leeway] = field(default_factory=dict)
    request_timeout: float = 10.0
    excluded: frozenset[str] = frozenset()
    probes_methods: bool = True
    is_expendable: bool = True
    workers: int = 1
    is_verified: bool = True
    way: Way = field(default_factory=Way)
    wallets: tuple[Credentials, ...] = ()
    secret_fields: frozenset[str] = frozenset()
    own: OwnSettings | None = None
    prepared: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    max_response_time: float | None = None
    look: Look = field(default=lambda _: (), compare=False)
    aim: Aim = field(default=lambda *_: {}, compare=False)
    hear: Hear = field(default=lambda *_: None, compare=False)


def settings(plan: FuzzPlan) -> dict[str, Any]:
    """All that a schemathesis.toml could say, with what somebody's own says over it."""
    made = _made(plan)
    if plan.own is None:
        return made
    given: dict[str, Any] = {
        name: value for name, value in plan.own.values.items() if name not in OURS
    }
    hooks = given.get("hooks")
    if isinstance(hooks, str) and hooks.endswith(".py"):
        given["hooks"] = str(Path(plan.own.file).parent / hooks)
    merged: dict[str, Any] = _merged(made, given)
    return merged


def _merged(below: Any, above: Any) -> Any:
    """Tables are put over each other by their keys, lists behind each other."""
    if isinstance(below, dict) and isinstance(above, dict):
        both = {name: _merged(below[name], above[name]) for name in below.keys() & above.keys()}
        return {**below, **above, **both}
    return [*below, *above] if isinstance(below, list) and isinstance(above, list) else above


def _made(plan: FuzzPlan) -> dict[str, Any]:
    known = {name: _entries(values) for name, values in plan.path_values.items()}
    named = {name: entries for name, entries in known.items() if entries}
    return {
        "base-url": _literal(plan.base_url),
        "headers": {_literal(name): _literal(value) for name, value in plan.headers},
        "seed": plan.seed,
        "workers": plan.workers,
        "cache": {"enabled": False},
        "continue-on-failure": True,
        "max-redirects": 0,
        "request-timeout": min(plan.request_timeout, plan.max_time or plan.request_timeout),
        "suppress-health-check": ["all"],
        "generation": {"max-examples": plan.max_examples, "database": "none"},
        "phases": {name: _phase(name, plan) for name in PHASES},
        "dictionaries": {name: {"values": entries} for name, entries in named.items()},
        "operations": [_prepared(label, plan.prepared[label]) for label in plan.prepared],
        "parameters": {f"path.{name}": {"dictionary": name, "probability": 0.5} for name in named},
        **({"max-failures": plan.max_failures} if plan.max_failures is not None else {}),
        **_way(plan),
    }


def _prepared(label: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The one record that a hook has prepared is what the operation is asked for."""
    named = {f"path.{name}": value for name, value in values.items()}
    return {"include-name": label, "parameters": named}


def _way(plan: FuzzPlan) -> dict[str, Any]:
    """How requests get there. A pace is kept by Schemathesis itself, for all its workers."""
    way = plan.way
    told = {
        "proxy": way.proxy,
        "request-cert": way.certificate,
        "request-cert-key": way.key,
        "rate-limit": way.pace.text if way.pace else "",
    }
    trust = (way.authorities or True) if plan.is_verified else False
    return {
        "tls-verify": trust if isinstance(trust, bool) else _literal(trust),
        **{name: _literal(value) for name, value in told.items() if value},
    }


def _literal(text: str) -> str:
    """Keep Schemathesis from putting environment variables into the text."""
    return text.replace("${", "$${")


def _entries(values: tuple[Any, ...]) -> list[str | int | float]:
    """Those that a Schemathesis dictionary can hold; ``type`` because a boolean is an int too.

    It sends each of them as an example, so that of many some are taken from everywhere.
    """
    able = [value for value in values if type(value) in (str, int, float)]
    return able[:: max(ceil(len(able) / _MOST_ENTRIES), 1)]


def _phase(name: str, plan: FuzzPlan) -> dict[str, Any]:
    """Operations without an example are sent one that is made up, not passed over."""
    filled = {"fill-missing": True} if name == "examples" else {}
    calm: dict[str, Any] = {}
    if name == "coverage" and not (plan.probes_methods and plan.is_expendable):
        calm = {"unexpected-methods": list(_HARMLESS) if plan.probes_methods else []}
    return {"enabled": name in plan.phases, **filled, **calm}
