"""A run of verify as settings, verify.yaml and flags want it: they become a Plan."""

from __future__ import annotations

import os
import re
import time
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mockserver.collection import Collection, find_fixtures, read_fixture
from mockserver.config.approach import stranger_of, target_of
from mockserver.config.selection import labels, selected
from mockserver.config.settings import NONE, Settings
from mockserver.config.verify_file import LeftOut, VerifyFile, read_verify_file
from mockserver.config.wishes import Wishes, read_wishes
from mockserver.errors import ConfigError, DocumentError, UsageError
from mockserver.finding import Finding, Severity
from mockserver.hint import hint
from mockserver.http import SAFE
from mockserver.mock import Mock, Options
from mockserver.source import load
from mockserver.source.overlay import read_overlay
from mockserver.spec.model import Spec
from mockserver.transport import Target, parse_base_url
from mockserver.validate import check_document
from mockserver.validate.fixtures import examine_fixtures
from mockserver.verify.fuzz.plan import PHASES as PHASES_MADE_UP
from mockserver.verify.fuzz.plan import OwnSettings
from mockserver.verify.hooks import Hooks, read_hooks
from mockserver.verify.plan import PHASES, TRESPASS, Plan
from mockserver.verify.replay import adopted
from mockserver.verify.rules import RULES, TRAFFIC_RULES
from mockserver.verify.target.preflight import Preflight, wait
from mockserver.verify.target.reset import ByCommand, ByUrl, Reset, is_near

USUAL = "contracts/verify.yaml"


@dataclass(frozen=True, slots=True)
class Order:
    """What a door asks for: the URL, flags by the names of keys, headers, and the file to heed.

    ``file`` is None for the usual one, where it is there, and ``none`` for none.
    """

    url: str
    settings: Settings
    flags: Mapping[str, Any] = field(default_factory=dict)
    headers: tuple[tuple[str, str], ...] = ()
    profile: str | None = None
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """A plan, and what its report has to know: who said what, and what was left out and why."""

    plan: Plan
    wishes: Wishes
    ignored: tuple[LeftOut, ...] = ()
    checks: tuple[LeftOut, ...] = ()


def assignment(order: Order, environment: Mapping[str, str] = os.environ) -> Assignment:
    """The plan of an order.

    Raises UsageError for what cannot be done as asked, TargetError where it has to wait for the
    target, or to adopt its records, and nothing answers.
    """
    base_url = parse_base_url(order.url)
    file = _file(order.file, environment)
    wishes = read_wishes(order.flags, order.profile, file, order.settings)
    own = _own(wishes)
    if own is None:  # which may bring checks that nobody here knows
        _insist_checks(file)
    spec, collections = _checked(order.settings)
    checks = tuple(_placed(spec, each) for each in file.checks)
    target = target_of(base_url, order.headers, file, wishes, spec)
    reset = _reset(wishes, target)
    if wishes["wait"]:
        wait(target, wishes["wait"])
        Preflight(spec, target).ready(wishes["wait"])
    if wishes["adopt"]:
        collections = adopted(collections, target)
    mock = Mock(spec, collections, options=Options(cors=False))
    is_alone = wishes["workers"] == 1
    plan = Plan(
        spec=spec,
        collections=collections,
        base_url=base_url,
        headers=target.headers,
        seed=wishes["seed"],
        max_time=wishes["max-time"],
        oracle=mock.respond if is_alone else None,
        every=mock.kept,
        nonce=f"{time.time_ns() // 1_000_000:x}",
        profile=wishes.profile,
        phases=wishes["phases"],
        is_seeded=reset is not None,
        is_own=reset is not None or (is_near(base_url) and not wishes["adopt"]),
        is_expendable=reset is not None,
        read_only=wishes["read-only"] or not _may_write(base_url, wishes),
        read_only_by=wishes.source("read-only") if wishes["read-only"] else "",
        selected=selected(spec, mock.kept, wishes, file),
        timeout=wishes["timeout"],
        settle=wishes["settle"],
        max_response_time=wishes["max-response-time"],
        reset=reset,
        max_examples=wishes["max-examples"],
        workers=wishes["workers"],
        is_verified=target.is_verified,
        way=target.way,
        stranger=stranger_of(file, spec, target),
        own=own,
        hooks=_hooks(wishes, spec, target),
    )
    _insist_sendable(plan, wishes)
    return Assignment(plan, wishes, file.ignored, checks)


def _insist_sendable(plan: Plan, wishes: Wishes) -> None:
    """Something of what was chosen may be sent, unless it is a part. Raises UsageError."""
    chosen = [each for each in plan.spec.operations if plan.is_selected(each.label)]
    if not plan.read_only or wishes["shard"] or any(each.method in SAFE for each in chosen):
        return
    far = f"{plan.base_url} is beyond this machine; --allow-writes, --adopt or a reset option"
    why = f"{plan.read_only_by} asks for that" if plan.read_only_by else f"{far} lets verify write"
    raise UsageError(f"all that was chosen writes, and only what reads may be sent: {why}")


def _placed(spec: Spec, check: LeftOut) -> LeftOut:
    """A check with the operations it is narrowed to. Raises UsageError where there are none."""
    if not check.operation:
        return check
    return replace(check, labels=labels(spec, check.operation, check.source))


def _insist_checks(file: VerifyFile) -> None:
    known = [each.id for each in (*RULES, *TRAFFIC_RULES)]
    for each in file.checks:
        if each.name not in known:
            told = f"there is no check '{each.name}'{hint(each.name, known)}"
            raise ConfigError(f"{each.source}: {told}")


def outline(
    order: Order, environment: Mapping[str, str] = os.environ
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The labels of the operations and the phases of an order, of which nothing is sent.

    Raises UsageError for what cannot be done as asked.
    """
    file = _file(order.file, environment)
    wishes = read_wishes(order.flags, order.profile, file, order.settings)
    spec, _ = _checked(order.settings)
    idle = {TRESPASS} if file.stranger is None else set()
    phases = tuple(each for each in wishes["phases"] if each not in idle)
    return tuple(each.label for each in spec.operations), phases


def _file(named: str | None, environment: Mapping[str, str]) -> VerifyFile:
    if named == NONE or (named is None and not Path(USUAL).exists()):
        return VerifyFile()
    return read_verify_file(Path(named or USUAL), environment)


def _own(wishes: Wishes) -> OwnSettings | None:
    path = _usual(wishes, "schemathesis", "schemathesis.toml")
    if path is None:
        return None
    try:
        text = path.read_text(encoding="utf-8")
        own = OwnSettings(str(path), tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_misspelt(path, text, str(error))) from error
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error
    if any(each in PHASES_MADE_UP for each in wishes["phases"]):
        from mockserver.verify.fuzz.engine import insist_usable  # takes half a second to load

        insist_usable(own)
    return own


def _misspelt(path: Path, text: str, message: str) -> str:
    """What is wrong with TOML, with its line; at the end of the text that is the last one."""
    told, _, where = message.rpartition(" (at ")
    found = re.fullmatch(r"line (\d+), column (\d+)\)", where)
    line = ":".join(found.groups()) if found else max(len(text.splitlines()), 1)
    return f"{path}:{line}: this is no TOML: {told or message}"


def _hooks(wishes: Wishes, spec: Spec, target: Target) -> Hooks | None:
    path = _usual(wishes, "hooks", "contracts/hooks.py")
    return read_hooks(path, spec, PHASES, target, wishes.place("hooks")) if path else None


def _usual(wishes: Wishes, key: str, usual: str) -> Path | None:
    """The file that is named; else the usual one, where it is there."""
    if wishes[key] is not None:
        return None if wishes[key] == NONE else Path(wishes[key])
    return Path(usual) if Path(usual).is_file() else None


def _reset(wishes: Wishes, target: Target) -> Reset | None:
    ways = [name for name in ("reset-url", "reset-cmd", "adopt") if wishes[name]]
    if len(ways) > 1:
        told = " and ".join(f"{name} ({wishes.source(name)})" for name in ways)
        raise UsageError(f"{told} rule each other out; give one")
    if wishes["read-only"]:
        return None  # a reset writes
    if wishes["reset-url"]:
        return ByUrl(wishes["reset-url"], target)
    return ByCommand(wishes["reset-cmd"]) if wishes["reset-cmd"] else None


def _may_write(base_url: str, wishes: Wishes) -> bool:
    """Beyond this machine only what was allowed: the records may be somebody's."""
    ways = ("allow-writes", "adopt", "reset-url", "reset-cmd")
    return is_near(base_url) or any(bool(wishes[name]) for name in ways)


def _checked(settings: Settings) -> tuple[Spec, tuple[Collection, ...]]:
    """A target is held only against a document that holds by itself. Raises DocumentError."""
    document = settings["document"]
    overlays = [read_overlay(load(path)) for path in settings["overlays"]]
    checked = check_document(document, overlays)
    _insist(checked.findings)
    if checked.spec is None:
        raise DocumentError(checked.findings)
    if not checked.spec.operations:
        raise UsageError(f"{document}: this declares no operation, so there is nothing to verify")
    files = list(_fixtures(settings.path("fixtures")))
    binding, findings = examine_fixtures(checked.spec, files)
    _insist(findings)
    return checked.spec, binding.collections


def _fixtures(folder: Path | None) -> Iterator[Any]:
    for path in find_fixtures(folder) if folder else ():
        yield read_fixture(path)


def _insist(findings: Iterable[Finding]) -> None:
    errors = tuple(each for each in findings if each.severity is Severity.ERROR)
    if errors:
        raise DocumentError(errors)
