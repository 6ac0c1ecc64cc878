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
begins. What the client has made is put away at the end of the run.
"""

from __future__ import annotations

import inspect
import json as _json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

from mockserver.errors import MockServerError, UsageError
from mockserver.hint import hint
from mockserver.http import SAFE, Headers, Request, Response
from mockserver.spec.model import Spec
from mockserver.transport import Client, Target
from mockserver.verify.fault import beginning, first_line, place, told

_MARK = "__mockserver_before__"
_VARIABLE = re.compile(r"\{([^}/]+)\}")
Prepare = Callable[["HookClient"], Any]
Written = tuple[Request, Response]


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
    """Asks the target, below its base URL and with the credentials of the run.

    ``heard`` is told of each request and its answer.
    """

    send: Callable[[Request], Response]
    heard: Callable[[Request, Response], None] = lambda *_: None

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
        self.heard(request, answer)
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
    """A function and what it is called before: the label of an operation, or a phase.

    ``variables`` are those in the paths of all operations that it is called before.
    """

    function: Prepare
    operation: str = ""
    phase: str = ""
    variables: tuple[str, ...] = ()


@dataclass
class Hooks:
    """The hooks of a file; ``prepared`` are the path values they gave, by operation.

    ``written`` are the requests of theirs that may have made something, with the answers.
    """

    file: str
    hooks: tuple[Hook, ...]
    target: Target
    prepared: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    written: list[Written] = field(default_factory=list)

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

    def take_written(self) -> list[Written]:
        """What they have written since this was asked last."""
        taken, self.written = self.written, []
        return taken

    def _call(self, hooks: Iterable[Hook]) -> None:
        for hook in hooks:
            with Client(self.target) as client:
                values = self._called(hook, HookClient(client.send, self._heard))
            if hook.operation and values is not None:
                self._insist_known(hook, values)
                self.prepared[hook.operation] = dict(values)

    def _heard(self, request: Request, response: Response) -> None:
        if request.method not in SAFE and response.is_success:
            self.written.append((request, response))

    def _called(self, hook: Hook, client: HookClient) -> Any:
        try:
            with redirect_stdout(sys.stderr):  # the report may go to the other one
                return hook.function(client)
        except MockServerError:
            raise
        except (Exception, SystemExit) as error:
            where = place(self.file, error, first_line(hook.function))
            raise UsageError(f"{where}: {_name(hook.function)} failed: {told(error)}") from error

    def _insist_known(self, hook: Hook, values: Any) -> None:
        """What it returns are values of variables in the path. Raises UsageError."""
        where = f"{beginning(self.file, hook.function)}: {_name(hook.function)}"
        if not isinstance(values, Mapping):
            raise UsageError(
                f"{where} has to return the values of path variables by name, or nothing, and "
                f"returns {type(values).__name__}"
            )
        unknown = next((str(each) for each in values if each not in hook.variables), None)
        if unknown is not None:
            known = ", ".join(hook.variables)
            meant = hint(unknown, hook.variables, f"it has {known}" if known else "it has none")
            raise UsageError(
                f"{where} returns '{unknown}', and the path of {hook.operation} has no such "
                f"variable{meant}"
            )


def _name(function: Prepare) -> str:
    return getattr(function, "__name__", "a function")


def read_hooks(
    path: Path, spec: Spec, phases: Iterable[str], target: Target, named: str = ""
) -> Hooks:
    """Load a file of hooks. Raises UsageError where it cannot be, or names what is not there.

    ``named`` is what a sentence begins with about a file that is not there: who has named it.
    """
    if not path.is_file():
        raise UsageError(f"{named}{path}: there is no such file of hooks")
    loader = SourceFileLoader("contract_hooks", str(path))  # whatever its name ends in
    loaded = ModuleType(loader.name)
    loaded.__file__ = str(path)
    try:
        with redirect_stdout(sys.stderr):
            loader.exec_module(loaded)
    except (Exception, SystemExit) as error:
        where = place(str(path), error)
        raise UsageError(f"{where}: this cannot be loaded: {told(error)}") from error
    return Hooks(str(path), tuple(_hooks(path, vars(loaded), spec, tuple(phases))), target)


def _hooks(
    path: Path, names: Mapping[str, Any], spec: Spec, phases: tuple[str, ...]
) -> Iterator[Hook]:
    known = {name: each.label for each in spec.operations for name in (each.label, each.id) if name}
    for function in dict.fromkeys(each for each in names.values() if callable(each)):
        marks = getattr(function, _MARK, ())
        labels = [known[operation] for operation, _ in marks if operation in known]
        variables = tuple(
            dict.fromkeys(name for each in labels for name in _VARIABLE.findall(each))
        )
        where = beginning(path, function) if marks else ""
        for operation, phase in marks:
            if phase and phase not in phases:
                raise UsageError(f"{where}: there is no phase '{phase}'{hint(phase, phases)}")
            if operation and operation not in known:
                meant = hint(operation, known)
                raise UsageError(f"{where}: the document has no operation '{operation}'{meant}")
            if bool(operation) is bool(phase):
                raise UsageError(f"{where}: before() takes an operation, or phase='...'")
            yield Hook(_callable(where, function), known.get(operation, ""), phase, variables)


def _callable(where: str, function: Prepare) -> Prepare:
    """A function that can be called as hooks are. Raises UsageError."""
    try:
        inspect.signature(function).bind(None)
    except TypeError as error:
        told_so = f"{_name(function)} takes one argument, the client; write def {_name(function)}"
        raise UsageError(f"{where}: {told_so}(client)") from error
    except ValueError:  # what is not written in Python does not tell
        pass
    return function
