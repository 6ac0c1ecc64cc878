"""Made values of header fields that have a grammar of their own, whatever their schema is."""

from __future__ import annotations

# RFC 9110 §5.6.7 (dates), §8.8.3 (ETag), §10.2.3, §12.5.5, §14.3; RFC 9111 §5; RFC 6265 §4.1;
# RFC 6266; RFC 6797; RFC 8288; RFC 8594; RFC 9745. Values that ask nothing of a client: nothing is
# kept, nothing is ranged, nothing is over.
_USUAL = {
    "accept-ranges": "none",
    "allow": "GET, HEAD, OPTIONS",
    "cache-control": "no-cache",
    "content-disposition": 'attachment; filename="download"',
    "content-language": "en",
    "content-location": "/",
    "deprecation": "@1719792000",
    "etag": '"1"',
    "expires": "Sat, 01 Jun 2024 09:00:00 GMT",
    "last-modified": "Sat, 01 Jun 2024 09:00:00 GMT",
    "link": '</>; rel="self"',
    "location": "/",
    "pragma": "no-cache",
    "set-cookie": "session=1; Path=/",
    "strict-transport-security": "max-age=0",
    "sunset": "Thu, 31 Dec 2099 23:59:59 GMT",
    "vary": "Accept",
}


def usual_field(name: str) -> str | None:
    """What a field of that name may say; None for one whose grammar is its schema alone."""
    return _USUAL.get(name.lower())
