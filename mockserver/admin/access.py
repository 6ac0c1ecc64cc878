"""Who may look after a mock: this machine, or whoever has the token."""

from __future__ import annotations

import hmac
from collections.abc import Collection
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from mockserver.errors import Rejection
from mockserver.http import SAFE, Request
from mockserver.problem import Problem

NOT_ALLOWED = "urn:mockserver:admin-not-allowed"
TOKEN_FIELD = "X-Mock-Admin-Token"
_BEARER = "bearer "


@dataclass(frozen=True, slots=True)
class Access:
    """Lets requests pass: those of this machine or, where there is a ``token``, those that have it.

    ``hosts`` are names, beside those of the loopback, by which the mock is asked: a Host that is
    none of them is a page's that had its name lead here (DNS rebinding).
    """

    token: str = ""
    hosts: Collection[str] = field(default_factory=frozenset)

    def admit(self, request: Request, peer: str) -> None:
        """Raises Rejection: 401 without the token, 403 for all else that may not ask."""
        if self.token:
            self._insist_on_token(request)
        else:
            self._insist_on_loopback(request, peer)
        if request.method not in SAFE:
            _insist_on_own_pages(request)

    def _insist_on_token(self, request: Request) -> None:
        wanted = self.token.encode()
        sent = [each.encode(errors="replace") for each in _tokens(request)]
        matches = [
            hmac.compare_digest(each, wanted) for each in sent
        ]  # all of them, each in its time
        if not any(matches):
            detail = f"Send the admin token: 'Authorization: Bearer TOKEN', or {TOKEN_FIELD}."
            raise Rejection(Problem(401, detail, NOT_ALLOWED), ("WWW-Authenticate", "Bearer"))

    def _insist_on_loopback(self, request: Request, peer: str) -> None:
        if not _is_loopback(peer):
            raise _refused(
                f"{peer or 'Whoever asks'} is not this machine; "
                "start the mock with --admin-token to let others in."
            )
        if _is_forwarded(request):
            raise _refused(
                "A proxy has forwarded this from another machine; "
                "start the mock with --admin-token to let others in."
            )
        host = _host(request.headers.get("Host") or "")
        if host and not (_is_loopback(host) or host in self.hosts):
            raise _refused(
                f"The Host '{host}' is no name of this machine; ask for localhost, "
                "or start the mock with --admin-token."
            )


def _tokens(request: Request) -> list[str]:
    lines = request.headers.all("Authorization")
    bearers = [each[len(_BEARER) :].strip() for each in lines if each.lower().startswith(_BEARER)]
    return [*bearers, *request.headers.all(TOKEN_FIELD)]


def _insist_on_own_pages(request: Request) -> None:
    """A page of another origin may send what changes something, but not here."""
    origin = request.headers.get("Origin")
    host = (request.headers.get("Host") or "").lower()
    is_foreign = origin is not None and _authority(origin) != host
    if is_foreign or request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise _refused(f"A page of {origin or 'another site'} may change nothing here.")


def _authority(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _host(field_value: str) -> str:
    """The name without the port, in lower case (RFC 9110 §7.2)."""
    try:
        return (urlsplit(f"//{field_value}").hostname or field_value).rstrip(".").lower()
    except ValueError:
        return field_value


def _is_loopback(host: str) -> bool:
    """RFC 6761 §6.3, RFC 1122 §3.2.1.3, RFC 4291 §2.5.3."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def _is_forwarded(request: Request) -> bool:
    """Whether a proxy of this machine asks for another one, and says so."""
    if "Forwarded" in request.headers:  # RFC 7239
        return True
    told = request.headers.get("X-Forwarded-For") or request.headers.get("X-Real-IP") or ""
    return any(not _is_loopback(each.strip()) for each in told.split(",") if each.strip())


def _refused(detail: str) -> Rejection:
    return Rejection(Problem(403, detail, NOT_ALLOWED))
