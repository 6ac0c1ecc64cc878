"""The requests that a failure was found by, in a form that can be kept and sent again."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from mockserver.errors import UsageError
from mockserver.http import Headers, Request, Response

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Passage:
    """One exchange of a run: the name of the operation, what was sent, what came back.

    ``is_entire``: the request has all fields that it was sent with, those of the user too.
    """

    operation: str
    request: Request
    response: Response
    is_entire: bool = False


@dataclass(frozen=True, slots=True)
class Carry:
    """A value of a request that names a record, and where such a value comes from next time.

    That is the value at a pointer in the answer to an earlier ``step``, or the ``nth`` key in the
    path of a fresh record of the collection at the path ``made``, with the values of ``like``, a
    record as JSON, where there is one; or what a hook gives for the variable ``prepared``.
    """

    value: str
    step: int = 0
    at: str = ""
    made: str = ""
    nth: int = 0
    like: str = ""
    prepared: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One request, its path below the base URL, without the credentials of the user.

    ``status`` is that of its answer; ``is_bare``: the credentials are left out on purpose.
    """

    operation: str
    request: Request
    status: int
    carried: tuple[Carry, ...] = ()
    is_bare: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """The case of a collection in which it was found: ``number`` is its place among them all."""

    phase: str
    collection: str
    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Traffic:
    """The archives in which it was found, the URL that the document's paths continue there.

    ``until`` is the place of the entry that showed it, as findings tell it.
    """

    files: tuple[str, ...]
    base_url: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Recording:
    """What a failure is seen again by: the check that failed, its requests, the case if any.

    What was found by recorded traffic has that in the place of requests.
    """

    check: str
    operation: str
    steps: tuple[Step, ...]
    story: Story | None = None
    place: str = ""
    traffic: Traffic | None = None

    @property
    def is_prepared(self) -> bool:
        """Whether a hook has prepared what the last request is about."""
        return bool(self.steps) and any(each.prepared for each in self.steps[-1].carried)

    def members(self) -> dict[str, Any]:
        """The same as JSON: format, check, operation, place, steps, story and traffic."""
        return {
            "format": FORMAT,
            "check": self.check,
            "operation": self.operation,
            "place": self.place,
            "steps": [_step_members(each) for each in self.steps],
            "story": _story_members(self.story) if self.story else None,
            "traffic": asdict(self.traffic) if self.traffic else None,
        }


def recording_of(members: Any, source: str) -> Recording:
    """The recording in the JSON of a file. Raises UsageError where it is none that we can read."""
    try:
        if members["format"] != FORMAT:
            raise UsageError(_unreadable(source, f"its format is {members['format']}"))
        story, traffic = members["story"], members.get("traffic")
        return Recording(
            check=members["check"],
            operation=members["operation"],
            steps=tuple(_step_of(each) for each in members["steps"]),
            story=Story(**story) if story else None,
            place=members["place"],
            traffic=Traffic(**{**traffic, "files": tuple(traffic["files"])}) if traffic else None,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(_unreadable(source, f"{type(error).__name__}: {error}")) from error


def _unreadable(source: str, reason: str) -> str:
    return f"{source}: this is no recording that can be read ({reason}); run verify again"


def _story_members(story: Story) -> dict[str, Any]:
    return {
        "phase": story.phase,
        "collection": story.collection,
        "name": story.name,
        "number": story.number,
    }


def _step_members(step: Step) -> dict[str, Any]:
    request = step.request
    return {
        "operation": step.operation,
        "method": request.method,
        "path": request.path,
        "query": request.query,
        "headers": [list(line) for line in request.headers],
        **_body_members(request.body),
        "status": step.status,
        "carried": [_carry_members(each) for each in step.carried],
        "bare": step.is_bare,
    }


def _body_members(body: bytes) -> dict[str, str]:
    try:
        return {"body": body.decode()} if body else {}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode()}


def _carry_members(carry: Carry) -> dict[str, Any]:
    if carry.prepared:
        return {"value": carry.value, "prepared": carry.prepared}
    made = {"made": carry.made, "nth": carry.nth, "like": carry.like}
    source = made if carry.made else {}
    return {"value": carry.value, **(source or {"step": carry.step, "at": carry.at})}


def _step_of(members: Mapping[str, Any]) -> Step:
    body = members.get("body", "").encode() or base64.b64decode(members.get("base64", ""))
    request = Request(
        members["method"],
        members["path"],
        members["query"],
        Headers((name, value) for name, value in members["headers"]),
        body,
    )
    carried = tuple(Carry(**each) for each in members["carried"])
    return Step(members["operation"], request, members["status"], carried, members["bare"])
