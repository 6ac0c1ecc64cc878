"""What is said of a target whose answers tell nothing of what was asked for, and what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from mockserver.errors import DocumentError
from mockserver.http import Response
from mockserver.spec.model import Operation
from mockserver.transport import Target
from mockserver.verify.target.credentials import key_field_names, schemes_of

_CLIENTS, _SERVERS = 400, 500  # RFC 9110 §15.5, §15.6
_CERTIFICATE = re.compile(r"\b(?:ssl|tls|client) certificate", re.IGNORECASE)
_PLAIN = re.compile(r"\bplain HTTP\b|HTTP request to an HTTPS server", re.IGNORECASE)
_LOOKED_AT = 2_000
_MUTUAL = "mutualTLS"
_BY_FILES = "--cert and --key name the files."
_SO = "as was all else that was asked for"


@dataclass(frozen=True, slots=True)
class Sentences:
    """About one target; ``is_proven``: something is sent that proves who asks."""

    target: Target
    is_proven: bool

    def refused(self, operation: Operation, status: int) -> str:
        """Nobody is let in with what is sent."""
        given = "the credentials given" if self.is_proven else "no credentials"
        told = f"{operation.label} answered {status} with {given}, so nothing can be tested."
        if _is_by_certificate(operation) and not self.target.way.certificate:
            return f"{told} It asks for a certificate: {_BY_FILES}"
        field = next(iter(key_field_names(operation)), "Authorization")
        return (
            f"{told} Send some that the server accepts: -H '{field}: ...', or 'auth' in "
            "contracts/verify.yaml."
        )

    def nothing(self, operation: Operation) -> str:
        """Nothing is found."""
        told = f"{operation.label} was answered with 404, {_SO}, so nothing can be tested."
        return f"{told} {self._is_base}"

    def behind(self, operation: Operation, status: int) -> str:
        """A gateway answers."""
        return (
            f"{operation.label} was answered with {status}, {_SO}: a gateway or proxy on the way "
            f"to {self.target.base_url} reaches nothing behind it."
        )

    def elsewhere(self, operation: Operation, answer: Response) -> str:
        """Redirects lead to another place."""
        asked = f"{self.target.base_url}{operation.template}"
        location = urljoin(asked, answer.headers.get("Location") or "")
        base = location.rstrip("/").removesuffix(operation.template)
        is_other = "?" not in base and base not in (self.target.base_url, location.rstrip("/"))
        advice = f"Give {base} as the URL." if is_other else self._is_base
        return (
            f"{operation.label} was answered with {answer.status} to {location}, {_SO}, so nothing "
            f"can be tested: no redirect is followed. {advice}"
        )

    def of_tls(self, operation: Operation, answer: Response) -> str:
        """It wants TLS, or another certificate; empty where it does not say so.

        A server may say that after the handshake (RFC 8446 §4.4.2.4).
        """
        base_url, way = self.target.base_url, self.target.way
        text = answer.body[:_LOOKED_AT].decode(errors="replace")
        told = f"{operation.label} was answered with {answer.status}, {_SO}: {base_url}"
        if not _CLIENTS <= answer.status < _SERVERS:
            return ""
        if not base_url.startswith("https:"):
            return f"{told} wants TLS. Is it https:// instead?" if _PLAIN.search(text) else ""
        if not _CERTIFICATE.search(text):
            return ""
        if way.certificate:
            return f"{told} does not take the certificate in {way.certificate} (--cert)."
        return f"{told} wants a certificate of whoever asks. {_BY_FILES}"

    @property
    def _is_base(self) -> str:
        return f"Is {self.target.base_url} the base that the document's paths are appended to?"


def _is_by_certificate(operation: Operation) -> bool:
    """Whether a certificate is all that proves who asks."""
    try:
        found = schemes_of(operation)
    except DocumentError:
        return False
    return bool(found) and all(each.kind == _MUTUAL for each in found)
