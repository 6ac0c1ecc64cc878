"""Header fields that an answer has and the document does not know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from mockserver import pointer as pointers
from mockserver.http import Response
from mockserver.spec.model import Operation
from mockserver.verify.events import Noticed

_USUAL = frozenset(
    # RFC 9110, 9111, 9112, 6265, 6266, 6797, 8288, 8594, 9745, 9440, 7240, 5988, W3C and WHATWG
    "accept accept-encoding accept-ch accept-patch accept-post accept-ranges age allow alt-svc "
    "authentication-info "
    "cache-control cache-status clear-site-data connection content-disposition content-encoding "
    "content-language content-length content-location content-md5 content-range "
    "content-security-policy content-type date deprecation digest etag expires keep-alive "
    "last-modified link location nel origin-agent-cluster permissions-policy pragma "
    "preference-applied proxy-authenticate proxy-status referrer-policy refresh report-to "
    "reporting-endpoints retry-after server server-timing set-cookie strict-transport-security "
    "sunset te timing-allow-origin trailer transfer-encoding upgrade vary via "
    "warning www-authenticate x-content-type-options x-dns-prefetch-control x-frame-options "
    "x-permitted-cross-domain-policies x-powered-by x-robots-tag x-xss-protection "
    # what servers, proxies and tracing add to every answer
    "ratelimit ratelimit-limit ratelimit-policy ratelimit-remaining ratelimit-reset traceparent "
    "tracestate baggage x-cache x-cache-hits x-correlation-id x-forwarded-for x-request-id "
    "x-response-time x-runtime x-served-by x-timer x-trace-id x-varnish x-aspnet-version "
    "x-process-time sl-violations x-download-options x-ua-compatible request-id "
    "correlation-id".split()
)
_PREFIXES = (
    "access-control- cf- cross-origin- fly- sec- x-accel- x-amz- x-amzn- x-azure- x-b3- x-envoy- "
    "x-fastly- x-goog- x-kong- x-ms- x-nf- x-ratelimit- x-rate-limit- x-vercel-"
).split()


def undeclared_fields(operation: Operation, response: Response) -> Iterator[str]:
    """The names in small letters, but for those that any answer may have (RFC 9110 §16.3)."""
    declared = operation.response(response.status)
    if declared is None:
        return
    known = {each.name.lower() for each in declared.headers}
    for name in dict.fromkeys(name.lower() for name, _ in response.headers):
        if name not in known and name not in _USUAL and not name.startswith(tuple(_PREFIXES)):
            yield name


@dataclass
class Undeclared:
    """The fields that were seen in a run, each told once for an operation."""

    _found: dict[tuple[str, str], Noticed] = field(default_factory=dict)
    _told: set[tuple[str, str]] = field(default_factory=set)

    def note(self, operation: Operation, response: Response) -> None:
        """Remember what an answer has."""
        for name in undeclared_fields(operation, response):
            self._found.setdefault((operation.label, name), _noticed(operation, response, name))

    def add(self, event: Noticed) -> None:
        """Remember something else of that kind, by its check."""
        self._found.setdefault((event.operation, event.check), event)

    def noticed(self) -> Iterator[Noticed]:
        """What was not told before."""
        for identity, event in self._found.items():
            if identity not in self._told:
                self._told.add(identity)
                yield event


def _noticed(operation: Operation, response: Response, name: str) -> Noticed:
    declared = operation.response(response.status)
    pattern = declared.pattern if declared else str(response.status)
    place = (*operation.node.pointer, "responses", pattern)
    told = f"answered {response.status} with the header {name}, which is not declared"
    return Noticed(operation.label, "undeclared_header", told, pointers.text(place))
