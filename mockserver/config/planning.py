"""A run of verify as settings, verify.yaml and flags want it: they become a Plan."""

from __future__ import annotations

import os
import time
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from mockserver.collection import Collection, bind, find_fixtures, read_fixture
from mockserver.config.identity_form import Identity
from mockserver.config.settings import NONE, Settings
from mockserver.config.verify_file import LeftOut, VerifyFile, read_verify_file
from mockserver.config.wishes import Wishes, read_wishes
from mockserver.errors import ConfigError, DocumentError, UsageError
from mockserver.finding import Finding, Severity
from mockserver.hint import hint, hint_among
from mockserver.mock import Mock, Options
from mockserver.source import load
from mockserver.source.overlay import read_overlay
from mockserver.spec.model import Spec
from mockserver.transport import Target, Way, is_secret, parse_base_url, parse_proxy
from mockserver.transport.way import insist_readable
from mockserver.validate import check_document
from mockserver.validate.fixtures import check_fixtures
from mockserver.verify.credentials import Carrier, Wallet, carrier_of, wallet
from mockserver.verify.fuzz.plan import OwnSettings
from mockserver.verify.hooks import Hooks, read_hooks
from mockserver.verify.plan import PHASES, Plan, Somebody
from mockserver.verify.preflight import wait
from mockserver.verify.replay import adopted
from mockserver.verify.reset import ByCommand, ByUrl, Reset, is_near
from mockserver.verify.shards import shard

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
    spec, collections = _checked(order.settings)
    target = _target(base_url, order, file, wishes, spec)
    reset = _reset(wishes, target)
    if wishes["wait"]:
        wait(target, wishes["wait"])
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
        read_only=wishes["read-only"] or not _may_write(base_url, wishes),
        selected=_selected(spec, mock.kept, wishes, file),
        timeout=wishes["timeout"],
        settle=wishes["settle"],
        max_response_time=wishes["max-response-time"],
        reset=reset,
        max_examples=wishes["max-examples"],
        workers=wishes["workers"],
        is_verified=target.is_verified,
        way=target.way,
        stranger=_stranger(file, spec, target),
        own=_own(wishes),
        hooks=_hooks(wishes, spec, target),
    )
    return Assignment(plan, wishes, file.ignored, file.checks)


def _file(named: str | None, environment: Mapping[str, str]) -> VerifyFile:
    if named == NONE or (named is None and not Path(USUAL).is_file()):
        return VerifyFile()
    return read_verify_file(Path(named or USUAL), environment)


def _target(base_url: str, order: Order, file: VerifyFile, wishes: Wishes, spec: Spec) -> Target:
    """Where requests go, and the way there. Headers of flags win over those of the file."""
    given = {name.lower() for name, _ in order.headers}
    headers = tuple(line for line in file.headers if line[0].lower() not in given)
    way = Way(
        wishes["proxy"] or _proxy(base_url),
        wishes["cacert"] or "",
        wishes["cert"] or "",
        wishes["key"] or "",
        pace=wishes["rate-limit"],
    )
    insist_readable(way)
    target = Target(
        base_url,
        (*order.headers, *headers),
        wishes["timeout"],
        is_verified=not wishes["insecure"],
        way=way,
    )
    proofs = tuple(each for each in file.identity or () if not _is_given(each.scheme, spec, given))
    return _proven(target, proofs, spec, file.secrets)


def _proven(target: Target, proofs: Identity, spec: Spec, hidden: tuple[str, ...]) -> Target:
    """The target with credentials; texts of the environment are known to them, to be hidden."""
    if not (proofs or hidden):
        return target
    purse = _wallet(proofs, spec, target, hidden)
    return replace(target, way=replace(target.way, credentials=purse))


def _stranger(file: VerifyFile, spec: Spec, target: Target) -> Somebody | None:
    """The second identity: what the first is known by goes, all else that is sent stays."""
    if file.stranger is None:
        return None
    own = {name.lower() for name, _ in file.stranger.headers}
    kept = (each for each in target.headers if not (each[0].lower() in own or is_secret(each[0])))
    bare = replace(target.bare, headers=(*file.stranger.headers, *kept))
    may = frozenset(
        label for name in file.stranger.may for label in _labels(spec, name, f"{file.file}: may")
    )
    return Somebody(_proven(bare, file.stranger.identity, spec, file.secrets), may)


def _own(wishes: Wishes) -> OwnSettings | None:
    path = _usual(wishes, "schemathesis", "schemathesis.toml")
    if path is None:
        return None
    try:
        return OwnSettings(str(path), tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error


def _hooks(wishes: Wishes, spec: Spec, target: Target) -> Hooks | None:
    path = _usual(wishes, "hooks", "contracts/hooks.py")
    return read_hooks(path, spec, PHASES, target) if path else None


def _usual(wishes: Wishes, key: str, usual: str) -> Path | None:
    """The file that is named; else the usual one, where it is there."""
    if wishes[key] is not None:
        return None if wishes[key] == NONE else Path(wishes[key])
    return Path(usual) if Path(usual).is_file() else None


def _is_given(scheme: str, spec: Spec, given: set[str]) -> bool:
    """Whether a flag has sent what a scheme wants."""
    known = spec.security_schemes.get(scheme)
    carrier = carrier_of(known) if known else None
    return carrier is not None and carrier.name.lower() in given


def _wallet(proofs: Identity, spec: Spec, target: Target, hidden: tuple[str, ...]) -> Wallet:
    carriers: dict[str, Carrier] = {}
    for each in proofs:
        scheme = spec.security_schemes.get(each.scheme)
        if scheme is None:
            meant = hint_among(each.scheme, spec.security_schemes, "there are")
            told = f"the document has no security scheme '{each.scheme}'{meant}"
            raise ConfigError(f"{each.source}: {told}")
        carrier = carrier_of(scheme)
        if carrier is None:
            told = f"'{each.scheme}' is {scheme.kind}, which no text proves"
            raise ConfigError(f"{each.source}: {told}; use 'cert' and 'key', or 'headers'")
        carriers[each.scheme] = carrier
    return wallet(proofs, carriers, target, hidden)


def _proxy(base_url: str) -> str:
    """That of the environment; none to this machine, as nobody means that (as in Go's net/http)."""
    parts = urlsplit(base_url)
    if is_near(base_url) or proxy_bypass(parts.netloc):
        return ""
    proxies = getproxies()
    found = proxies.get(parts.scheme) or proxies.get("all") or ""
    try:
        return parse_proxy(found) if found else ""
    except ValueError as error:
        name = f"{parts.scheme.upper()}_PROXY"
        raise ConfigError(f"{name}: this is not the URL of a proxy that speaks HTTP") from error


def _reset(wishes: Wishes, target: Target) -> Reset | None:
    ways = [name for name in ("reset-url", "reset-cmd", "adopt") if wishes[name]]
    if len(ways) > 1:
        told = " and ".join(f"{name} ({wishes.source(name)})" for name in ways)
        raise UsageError(f"{told} rule each other out; give one")
    if wishes["reset-url"]:
        return ByUrl(wishes["reset-url"], target)
    return ByCommand(wishes["reset-cmd"]) if wishes["reset-cmd"] else None


def _may_write(base_url: str, wishes: Wishes) -> bool:
    """Beyond this machine only what was allowed: the records may be somebody's."""
    ways = ("allow-writes", "adopt", "reset-url", "reset-cmd")
    return is_near(base_url) or any(bool(wishes[name]) for name in ways)


def _selected(
    spec: Spec, collections: tuple[Collection, ...], wishes: Wishes, file: VerifyFile
) -> frozenset[str] | None:
    """The labels of the operations that were chosen. Raises UsageError for what is not there."""
    everything = frozenset(each.label for each in spec.operations)
    chosen = everything
    if wishes["operation"] or wishes["tag"]:
        chosen = _named(spec, wishes, "operation") | _tagged(spec, wishes)
    chosen -= _named(spec, wishes, "exclude-operation")
    for each in file.ignored:
        chosen -= _labels(spec, each.name, each.source)
    if not chosen:
        raise UsageError("no operation is left to verify; all are excluded or ignored")
    if wishes["shard"]:
        kept = [each for each in spec.operations if each.label in chosen]
        chosen = shard(kept, collections, *wishes["shard"])
    return None if chosen == everything else chosen


def _named(spec: Spec, wishes: Wishes, key: str) -> frozenset[str]:
    source = wishes.source(key)
    return frozenset(label for name in wishes[key] for label in _labels(spec, name, source))


def _labels(spec: Spec, name: str, source: str) -> frozenset[str]:
    """The operations of a name, in which ``*`` stands for any text. Raises UsageError for none."""
    found = frozenset(
        each.label
        for each in spec.operations
        if name in (each.label, each.id)
        or ("*" in name and any(fnmatchcase(known, name) for known in (each.label, each.id or "")))
    )
    if not found:
        known = [known for each in spec.operations for known in (each.label, each.id) if known]
        raise UsageError(
            f"{source} {name!r}: the document has no such operation{hint(name, sorted(known))}"
        )
    return found


def _tagged(spec: Spec, wishes: Wishes) -> frozenset[str]:
    tags = {each.label: set(each.node.strings("tags")) for each in spec.operations}
    known = {tag for each in tags.values() for tag in each}
    for tag in wishes["tag"]:
        if tag not in known:
            source = wishes.source("tag")
            raise UsageError(
                f"{source} {tag!r}: the document has no such tag{hint(tag, sorted(known))}"
            )
    return frozenset(label for label, own in tags.items() if own & {*wishes["tag"]})


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
    _insist(check_fixtures(checked.spec, files))
    return checked.spec, bind(checked.spec, files).collections


def _fixtures(folder: Path | None) -> Iterator[Any]:
    for path in find_fixtures(folder) if folder else ():
        yield read_fixture(path)


def _insist(findings: Iterable[Finding]) -> None:
    errors = tuple(each for each in findings if each.severity is Severity.ERROR)
    if errors:
        raise DocumentError(errors)
