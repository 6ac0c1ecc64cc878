"""Forms that a text or a name must have."""

import re
from collections.abc import Callable
from dataclasses import field
from urllib.parse import urlsplit

from mockserver import media
from mockserver.finding import Rule
from mockserver.http import TOKEN
from mockserver.spec.fields import rule
from mockserver.value import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """What a text must look like: ``'x' is not <noun>`` is said of one that does not.

    ``mend`` makes of a wrong text the one that was probably meant.
    """

    noun: str
    fits: Callable[[str], object] = field(repr=False)
    rule: Rule = rule.PATTERN_MISMATCH
    mend: Callable[[str], str] = field(default=str.strip, repr=False)


def _matching(pattern: str) -> Callable[[str], object]:
    return re.compile(pattern).fullmatch


_TOKEN = TOKEN.pattern
_SOURCE = rf"header\.{_TOKEN}|(?:query|path)\.[^{{}}]+|body(?:#(?:/(?:[^/~]|~[01])*)*)?"
_EXPRESSION = _matching(rf"\$(?:url|method|statusCode|(?:request|response)\.(?:{_SOURCE}))")
_BRACED = re.compile(r"\{[^{}]*\}")
_EMBEDDED = re.compile(r"\{(\$[^{}]*)\}")
_URL = _matching(r"[^\s<>\"\\^`|]*")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_MEDIA_TYPE_LIST = re.compile(r',(?=(?:[^"]*"[^"]*")*[^"]*$)')


def _is_url(text: str) -> bool:
    """RFC 3986 §4.1, wide enough for IRIs and for ``{variables}`` in use."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    needs_host = parts.scheme in ("http", "https")
    return _URL(text) is not None and (bool(parts.netloc) or not needs_host)


def _has_scheme_or_root(text: str) -> bool:
    return text.startswith(("/", ".", "#", "?")) or _SCHEME.match(text) is not None


def _are_media_types(text: str) -> bool:
    return all(_is_media_type(item) for item in _MEDIA_TYPE_LIST.split(text))


def _is_media_type(text: str) -> bool:
    """RFC 9110 §12.5.1: of ranges there are ``*/*`` and ``text/*`` (names: RFC 6838 §4.2)."""
    found = media.parse(text)
    return found is not None and (found.type != "*" or found.is_range)


def _is_callback_key(text: str) -> bool:
    """OAS 3.1 §4.8.18.1: an expression, or a URL with expressions in braces."""
    if text.startswith("$"):
        return _EXPRESSION(text) is not None
    if not {"{", "}"}.isdisjoint(_BRACED.sub("", text)):
        return False
    return all(_EXPRESSION(expression) for expression in _EMBEDDED.findall(text))


FIXED_METHODS = frozenset(
    ("GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "QUERY")
)
# https://www.iana.org/assignments/http-authschemes
_AUTH_SCHEMES = frozenset(
    "basic bearer concealed digest dpop gnap hoba mutual negotiate oauth privatetoken "
    "scram-sha-1 scram-sha-256 vapid".split()
)

COMPONENT_NAME = Form(
    "a component name: letters, digits, '.', '-' and '_' only",
    _matching(r"[A-Za-z0-9._-]+"),
    mend=lambda text: re.sub(r"[^A-Za-z0-9._-]+", "_", text),
)
STATUS = Form(
    "a status: 100 to 599, a range such as 2XX, or 'default'",
    _matching(r"[1-5](?:[0-9]{2}|XX)|default"),
    mend=lambda text: text.lower() if text.lower() == "default" else text.upper(),
)
STATUS_2_0 = Form("a status: 100 to 599 or 'default'", _matching(r"[1-5][0-9]{2}|default"))
PATH = Form("a path: it must begin with '/'", _matching(r"(?s)/.*"), mend=lambda text: f"/{text}")
PATH_WITHOUT_QUERY = Form(
    "a path: what follows '?' is declared as query parameters",
    _matching(r"[^?]*"),
    rule.PATH_WITH_QUERY,
)
PATH_WITHOUT_FRAGMENT = Form(
    "a path: what follows '#' is never sent, and tells no two requests apart",
    _matching(r"[^#]*"),
    rule.PATH_WITH_FRAGMENT,
)
MEDIA_TYPE = Form(
    "a media type or a range such as 'application/json' or 'text/*'",
    _is_media_type,
    rule.MEDIA_TYPE_INVALID,
)
MEDIA_TYPES = Form("a list of media types", _are_media_types, rule.MEDIA_TYPE_INVALID)
HEADER_NAME = Form("a header name (RFC 9110 §5.1)", _matching(_TOKEN))
CALLBACK_KEY = Form(
    "a URL with valid runtime expressions such as '{$request.body#/url}'",
    _is_callback_key,
    rule.EXPRESSION_INVALID,
)
METHOD = Form("an HTTP method (RFC 9110 §9.1)", _matching(_TOKEN))
ADDITIONAL_METHOD = Form(
    "an additional method: it has a field of its own in the path item, in lower case",
    lambda text: text not in FIXED_METHODS,
)
ANCHOR = Form(
    "an anchor: a letter or '_', then letters, digits, '-', '_' and '.'",
    _matching(r"[A-Za-z_][-A-Za-z0-9._]*"),
)
HOST = Form("a host without scheme and path", _matching(r"[^{}/ :\\]+(?::\d+)?"))
BASE_PATH = Form("a base path: it begins with '/' and has no braces", _matching(r"/[^{}]*"))
URL = Form("a URL", _is_url, rule.FORMAT_MISMATCH)
URL_FOR_PEOPLE = Form(
    "a full URL: without 'https://' it is read relative to the document",
    _has_scheme_or_root,
    rule.URL_RELATIVE,
)
ABSOLUTE_URI = Form("an absolute URI", _SCHEME.match, rule.FORMAT_MISMATCH)
NAME = Form("a name: it must not be empty", bool)
ID = Form("a URI without a fragment", _matching(r"[^#]*#?"), rule.FORMAT_MISMATCH)
NO_FRAGMENT = Form("a URI without a fragment", _matching(r"[^#]*"), rule.FORMAT_MISMATCH)
EMAIL = Form("an e-mail address", _matching(r"[^\s@]+@[^\s@]+"), rule.FORMAT_MISMATCH)
AUTH_SCHEME = Form(
    "a registered HTTP authentication scheme such as 'basic' or 'bearer'",
    lambda text: text.lower() in _AUTH_SCHEMES,
    rule.AUTH_SCHEME_UNKNOWN,
)
