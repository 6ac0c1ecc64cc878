"""What keeps the console to those who look at it: its headers, its cookies, its forms."""

from __future__ import annotations

import hmac
import re
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Iterator, Mapping
from hashlib import sha256
from secrets import token_urlsafe
from urllib.parse import urlsplit

from mockserver.http import Request

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# With a policy of no-referrer browsers would say of our own forms that their origin is null.
ALWAYS = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
FORM_FIELD = "form_token"
_SECRET, _ADMIN = "mock_console", "mock_console_admin"


class Cookies:
    """The two cookies of a console: what its forms are signed with, and the admin token.

    Cookies know no ports, so their names do: consoles on one machine do not sign each other out.
    ``path`` is where the console is.
    """

    def __init__(self, request: Request, path: str) -> None:
        self._sent = dict(_pairs(request))
        self._port = urlsplit(f"//{request.headers.get('Host') or ''}").netloc.rpartition(":")[2]
        self._port = re.sub(r"\D", "", self._port)
        self._path = path
        self._is_secure = (request.headers.get("Origin") or "").startswith("https:")
        self.secret = self._sent.get(self._name(_SECRET), "")
        self.is_new = not self.secret
        self.secret = self.secret or token_urlsafe(18)

    @property
    def form_token(self) -> str:
        """What a form of this visitor carries, which no page of another origin can know."""
        return sha256(f"form of {self.secret}".encode()).hexdigest()

    @property
    def admin_token(self) -> str:
        """The token that was given at the door; empty without one."""
        try:
            return b64decode(self._sent.get(self._name(_ADMIN), ""), b"-_").decode()
        except (Error, UnicodeDecodeError, ValueError):
            return ""

    def signed(self, form: Mapping[str, str]) -> bool:
        """Whether a form is one that this visitor was given."""
        sent = form.get(FORM_FIELD, "")
        return not self.is_new and hmac.compare_digest(sent.encode(), self.form_token.encode())

    def keep_secret(self) -> tuple[str, str]:
        """The field that lets the browser keep what forms are signed with."""
        return self._set(_SECRET, self.secret)

    def keep_token(self, token: str) -> tuple[str, str]:
        """The field that lets the browser keep the admin token."""
        return self._set(_ADMIN, b64encode(token.encode(), b"-_").decode())

    def forget_token(self) -> tuple[str, str]:
        """The field that lets the browser forget it."""
        name, value = self._set(_ADMIN, "")
        return name, f"{value}; Max-Age=0"

    def _name(self, name: str) -> str:
        return f"{name}_{self._port}" if self._port else name

    def _set(self, name: str, value: str) -> tuple[str, str]:
        secure = "; Secure" if self._is_secure else ""
        told = f"{self._name(name)}={value}; Path={self._path}; HttpOnly; SameSite=Strict{secure}"
        return "Set-Cookie", told


def is_own_page(request: Request) -> bool:
    """Whether a form was sent by a page of this origin, as far as the browser says."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site != "same-origin":
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    try:
        authority = urlsplit(origin).netloc.lower()
    except ValueError:
        return False
    return authority == (request.headers.get("Host") or "").lower()


def _pairs(request: Request) -> Iterator[tuple[str, str]]:
    """RFC 6265 §4.2.1."""
    for line in request.headers.all("Cookie"):
        for pair in line.split(";"):
            name, _, value = pair.strip().partition("=")
            yield name, value
