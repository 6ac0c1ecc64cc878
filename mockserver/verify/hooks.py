"""States that no operation of the document brings about: functions of contracts/hooks.py.

    from mockserver.verify.hooks import before

    @before("POST /orders/{id}/shipment")
    def paid(client):
        order = client.post("/orders", json={"item": "tea"}).json
        client.post(f"/orders/{order['id']}/payment", json={"amount": 3})
        return {"id": order["id"]}

    @before(phase="lifecycle")
    def clock(client):
        client.post("/test/clock", json={"now": "2024-01-01T00:00:00Z"})

A function is called with a client that asks the target as the run does. What is called before an
operation is called each time that something new is tried of it: before the replay or the lifecycle
asks for what was prepared, before the first generated request, and before a failure is sent again.
It may return values for the variables of its path. What is called before a phase is called as that
begins.
"""

from __future__ import annotations

import importlib.util
import json as _json
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from mockserver.errors import MockServerError, UsageError
from mockserver.hint import hint
from mockserver.http import Headers, Request, Response
from mockserver.spec.model import Spec
from mockserver.transport import Client, Target

_MARK = "__mockserver_before__"
Prepare = Callable[["HookClient"], Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the target said to a hook."""

    status: int
    headers: Headers
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode(errors="replace")

    @property
    def json(self) -> Any:
        """The value of the body. Raises ValueError where it is no JSON."""
        return _json.loads(self.body)


@dataclass(frozen=True, slots=True)
class HookClient:
    """Asks the target, below its base URL and with the credentials of the run."""

    send: Callable[[Request], Response]

    def request(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request, with a body of JSON where one is given."""
        lines = list((headers or {}).items())
        body = b""
        if json is not None:
            body = _json.dumps(json).encode()
            lines.append(("Content-Type", "application/json"))
        request = Request(method, path, urlencode(query or {}), Headers(lines), body)
        answer = self.send(request)
        return Answer(answer.status, answer.headers, answer.body)

    def get(self, path: str, **options: Any) -> Answer:
        """GET a path."""
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> Answer:
        """POST to a path."""
        return self.request("POST", path, **options)

    def put(self, path: str, **options: Any) -> Answer:
        """PUT to a path."""
        return self.request("PUT", path, **options)

    def patch(self, path: str, **options: Any) -> Answer:
        """PATCH a path."""
        return self.request("PATCH", path, **options)

    def delete(self, path: str, **options: Any) -> Answer:
        """DELETE a path."""
        return self.request("DELETE", path, **options)


def before(operation: str = "", *, phase: str = "") -> Callable[[Prepare], Prepare]:
    """Have a function called before an operation (``GET /pets`` or its id), or before a phase."""

    def mark(function: Prepare) -> Prepare:
        marks = getattr(function, _MARK, ())
        setattr(function, _MARK, (*marks, (operation, phase)))
        return function

    return mark


@dataclass(frozen=True)
class Hook:
    """A function and what it is called before: the label of an operation, or a phase."""

    function: Prepare
    operation: str = ""
    phase: str = ""


@dataclass
class Hooks:
    """The hooks of a file; ``prepared`` are the path values they gave, by operation."""

    file: str
    hooks: tuple[Hook, ...]
    target: Target
    prepared: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def before_phase(self, phase: str) -> None:
        """Call those of a phase. Raises UsageError where one fails."""
        self._call(each for each in self.hooks if each.phase == phase)

    def before_operations(self, selected: Callable[[str], bool]) -> None:
        """Call those of all operations that were chosen. Raises UsageError where one fails."""
        self._call(each for each in self.hooks if each.operation and selected(each.operation))

    @property
    def operations(self) -> tuple[str, ...]:
        """The labels of those that something is called before."""
        return tuple(dict.fromkeys(each.operation for each in self.hooks if each.operation))

    def prepare(self, operation: str) -> Mapping[str, Any]:
        """Call those of one operation; the path values that they give, none where they give none.

        Raises UsageError where one fails.
        """
        self.before_operations(lambda label: label == operation)
        return self.prepared.get(operation, {})

    def _call(self, hooks: Iterable[Hook]) -> None:
        for hook in hooks:
            with Client(self.target) as client:
                values = self._called(hook, HookClient(client.send))
            if hook.operation and values is not None:
                if not isinstance(values, Mapping):
                    raise UsageError(
                        f"{self.file}: {_name(hook)} has to return the values of path variables by "
                        f"name, or nothing, and returns {type(values).__name__}"
                    )
                self.prepared[hook.operation] = dict(values)

    def _called(self, hook: Hook, client: HookClient) -> Any:
        try:
            return hook.function(client)
        except MockServerError:
            raise
        except Exception as error:
            told = f"{type(error).__name__}: {error}".rstrip(": ")
            raise UsageError(f"{self._place(error)}: {_name(hook)} failed: {told}") from error

    def _place(self, error: Exception) -> str:
        """The last line of the file that the error went through."""
        own = str(Path(self.file).resolve())
        frames = traceback.extract_tb(error.__traceback__)
        lines = [each.lineno for each in frames if str(Path(each.filename).resolve()) == own]
        return f"{self.file}:{lines[-1]}" if lines else self.file


def _name(hook: Hook) -> str:
    return getattr(hook.function, "__name__", "a function")


def read_hooks(path: Path, spec: Spec, phases: Iterable[str], target: Target) -> Hooks:
    """Load a file of hooks. Raises UsageError where it cannot be, or names what is not there."""
    if not path.is_file():
        raise UsageError(f"{path}: there is no such file of hooks")
    module = importlib.util.spec_from_file_location("contract_hooks", path)
    assert module is not None, "a path that ends in .py has a loader"  # noqa: S101
    assert module.loader is not None  # noqa: S101  the same
    loaded = importlib.util.module_from_spec(module)
    try:
        module.loader.exec_module(loaded)
    except Exception as error:
        told = f"{type(error).__name__}: {error}"
        raise UsageError(f"{path}: this cannot be loaded: {told}") from error
    return Hooks(str(path), tuple(_hooks(path, vars(loaded), spec, tuple(phases))), target)


def _hooks(
    path: Path, names: Mapping[str, Any], spec: Spec, phases: tuple[str, ...]
) -> Iterator[Hook]:
    known = {name: each.label for each in spec.operations for name in (each.label, each.id) if name}
    for function in dict.fromkeys(each for each in names.values() if callable(each)):
        for operation, phase in getattr(function, _MARK, ()):
            place = f"{path}:{function.__code__.co_firstlineno}"
            if phase and phase not in phases:
                raise UsageError(f"{place}: there is no phase '{phase}'{hint(phase, phases)}")
            if operation and operation not in known:
                meant = hint(operation, known)
                raise UsageError(f"{place}: the document has no operation '{operation}'{meant}")
            if bool(operation) is bool(phase):
                raise UsageError(f"{place}: before() takes an operation, or phase='...'")
            yield Hook(function, known.get(operation, ""), phase)
