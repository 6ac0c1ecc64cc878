"""The way to a target, and who asks there: proxies, certificates, credentials, identities."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlsplit
from urllib.request import getproxies

from mockserver.config.identity_form import Identity
from mockserver.config.selection import labels
from mockserver.config.verify_file import VerifyFile
from mockserver.config.wishes import Wishes
from mockserver.errors import ConfigError, Rejection, UsageError
from mockserver.hint import hint_among
from mockserver.routing import Router
from mockserver.spec.model import Spec
from mockserver.transport import Target, Way, is_secret, parse_proxy
from mockserver.transport.way import insist_usable
from mockserver.verify.plan import Somebody
from mockserver.verify.target.credentials import Carrier, Wallet, carrier_of, wallet
from mockserver.verify.target.reset import is_near

Lines = tuple[tuple[str, str], ...]


def target_of(base_url: str, flags: Lines, file: VerifyFile, wishes: Wishes, spec: Spec) -> Target:
    """Where requests go, and the way there. Headers of flags win over those of the file."""
    given = {name.lower() for name, _ in flags}
    headers = tuple(line for line in file.headers if line[0].lower() not in given)
    way = Way(
        wishes["proxy"] or _proxy(base_url),
        wishes["cacert"] or "",
        wishes["cert"] or "",
        wishes["key"] or "",
        pace=wishes["rate-limit"],
    )
    _insist_usable(way, wishes)
    target = Target(
        base_url,
        (*flags, *headers),
        wishes["timeout"],
        is_verified=not wishes["insecure"],
        way=way,
        patience=wishes["timeout"],
    )
    proofs = tuple(each for each in file.identity or () if not _is_given(each.scheme, spec, given))
    return _proven(target, proofs, spec, file.secrets)


def _insist_usable(way: Way, wishes: Wishes) -> None:
    """Raises UsageError, which names the line that a file which is of no use is named in."""
    try:
        insist_usable(way)
    except UsageError as error:
        named = (each for each in ("cacert", "cert", "key") if wishes[each])
        where = (wishes.place(each) for each in named if wishes[each] in str(error))
        raise UsageError(f"{next(where, '')}{error}") from error


def _proven(target: Target, proofs: Identity, spec: Spec, hidden: tuple[str, ...]) -> Target:
    """The target with credentials; texts of the environment are known to them, to be hidden."""
    if not (proofs or hidden):
        return target
    purse = _wallet(proofs, spec, target, hidden)
    return replace(target, way=replace(target.way, credentials=purse))


def stranger_of(file: VerifyFile, spec: Spec, target: Target) -> Somebody | None:
    """The second identity: what the first is known by goes, all else that is sent stays."""
    if file.stranger is None:
        return None
    own = spec.credential_fields | {name.lower() for name, _ in file.stranger.headers}
    kept = (each for each in target.headers if not (each[0].lower() in own or is_secret(each[0])))
    bare = replace(target.bare, headers=(*file.stranger.headers, *kept))
    may = frozenset(
        label for name in file.stranger.may for label in labels(spec, name, f"{file.file}: may")
    )
    return Somebody(_proven(bare, file.stranger.identity, spec, file.secrets), may)


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
    return wallet(proofs, carriers, target, hidden, _Asking(spec))


@dataclass(frozen=True)
class _Asking:
    """The schemes that an operation asks for, by what is sent to it."""

    spec: Spec

    @cached_property
    def _router(self) -> Router:
        return Router(self.spec.operations)

    def __call__(self, method: str, path: str) -> tuple[frozenset[str], ...]:
        try:
            operation = self._router.find(path).match(method).operation
        except Rejection:
            return ()
        return tuple(map(frozenset, operation.security))


def _proxy(base_url: str) -> str:
    """That of the environment; none to this machine, as nobody means that (as in Go's net/http)."""
    parts = urlsplit(base_url)
    if is_near(base_url):
        return ""
    from requests.utils import should_bypass_proxies  # knows networks; takes a while to load

    if should_bypass_proxies(base_url, None):
        return ""
    proxies = getproxies()
    found = proxies.get(parts.scheme) or proxies.get("all") or ""
    try:
        return parse_proxy(found) if found else ""
    except ValueError as error:
        name = f"{parts.scheme.upper()}_PROXY"
        raise ConfigError(f"{name}: this is not the URL of a proxy that speaks HTTP") from error
