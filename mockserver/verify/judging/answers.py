"""What every single answer has to keep: status, media type, schema, no leaks."""

from __future__ import annotations

import codecs
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from mockserver import media
from mockserver import pointer as pointers
from mockserver.errors import DocumentError
from mockserver.http import Response
from mockserver.request.fields import field_violations
from mockserver.schema import Direction, Validators
from mockserver.spec.model import Content, Operation, ResponseObject

_FAILED, _NOT_IMPLEMENTED = 500, 501  # RFC 9110 §15.6
_LOOKED_AT = 20_000  # of a body; what leaks does so at its beginning
_SHORTEST, _WORD = 6, 12
"""Letters of a text that is in no answer by chance, and of one that may be a word."""
LAW = "(RFC 8259"
"""Stands in what ``strictness`` says of a body that breaks it, whatever reads it."""
_PROBLEM = "application/problem+json"
_UNPACKED = ("gzip", "x-gzip", "deflate")
"""What was unpacked, if it was packed at all (RFC 9110 §8.4.1)."""
_GZIP = b"\x1f\x8b"  # RFC 1952 §2.3.1
_BODILESS = frozenset((204, 205, 304))
_TRACES = (
    re.compile(r"Traceback \(most recent call last\)"),
    re.compile(r"^\s*File \"[^\"\n]+\", line \d+", re.MULTILINE),
    re.compile(r"^\s*at [\w$.<>/]+\([\w$]+\.(?:java|kt|scala|groovy):\d+\)", re.MULTILINE),
    re.compile(r"^\s*at .{1,200}\(?(?:[\w./\\:-]+)\.(?:js|ts|mjs|cjs):\d+:\d+\)?", re.MULTILINE),
    re.compile(r"^\s*at [\w.<>`]+\(.*\) in .+:line \d+", re.MULTILINE),
    re.compile(r"^#\d+ /\S+\.php\(\d+\)", re.MULTILINE),
    re.compile(r"^goroutine \d+ \[", re.MULTILINE),
    re.compile(r"thread '.*' panicked at"),
    re.compile(r"\bSQLSTATE\[|\bORA-\d{5}\b|sqlite3\.\w*Error|psycopg2?\.\w+|You have an error in"),
    re.compile(r"\b[a-z]{1,40}\.[a-z]{1,40}\.[\w.]{0,80}Exception\b"),
    re.compile(r"/[\w.-]{1,80}\.(?:py|rb|php|java)[\":, ]{1,5}line \d+"),
)
_QUERY = re.compile(
    r"\bSELECT\b [\w\s*,.`\"()]{1,200} \bFROM [`\"]?\w+|\bINSERT INTO [`\"]?\w+[`\"]? *\("
    r"|\bDELETE FROM [`\"]?\w+[`\"]? WHERE\b|\bUPDATE [`\"]?\w+[`\"]? SET \w+ *="
)
"""Of a database; in a body it may be what the service is about, in a field it is not."""
_SECRETS = (
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    re.compile(r"\b[a-z][a-z0-9+]{1,20}://[^\s:/@\"]{1,80}:[^\s/@\"]{1,80}@[\w.-]+"),
)
_SECRET_NAMES = re.compile(
    r"passw(or)?d|passphrase|pwd|secret|privatekey|apikey|accesstoken|refreshtoken|sessiontoken"
    r"|authtoken|credential"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one answer: the check it fails, a sentence, and where that is promised."""

    check: str
    message: str
    schema_pointer: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """Judges answers; ``secrets`` were sent with the requests and may not come back."""

    secrets: tuple[str, ...] = ()
    validators: Validators = field(default_factory=lambda: Validators(lenient=True))

    def faults(self, operation: Operation, response: Response, body: Any) -> Iterator[Fault]:
        """What an answer to an operation breaks; ``body`` is its value where it is JSON."""
        declared = operation.response(response.status)
        yield from self.leaks(response)
        yield from _misnamed(response, body)
        coding = response.headers.get("Content-Encoding") or ""
        if response.body and coding.lower() in _UNPACKED:
            told = f"answered with Content-Encoding: {coding}, which its body is not"
            yield Fault("content_coding", told, pointers.text(operation.node.pointer))
        if response.status >= _FAILED:
            yield Fault(
                "not_a_server_error",
                f"answered {response.status}: the server failed on this request",
                pointers.text(operation.node.pointer),
            )
        elif declared is None and operation.responses:
            names = ", ".join(each.pattern for each in operation.responses)
            yield Fault(
                "status_code_conformance",
                f"answered {response.status}, which is not declared; declared: {names}",
                pointers.text((*operation.node.pointer, "responses")),
            )
        if declared is not None:
            yield from self._kind(operation, declared, response)
            yield from self._content(declared, response, body)
            yield from self._fields(operation, declared, response)

    def of_any(self, response: Response, *, is_whole: bool = True) -> Iterator[Fault]:
        """What breaks a promise that needs no document; of a body in part, its leaks alone."""
        yield from self.leaks(response)
        sent = media.parse(response.headers.get("Content-Type") or "")
        if is_whole and response.body and sent and sent.is_json:
            told = strictness(response.body)
            if sent.essence == _PROBLEM and not told:
                yield from _misnamed(response, json.loads(response.body))
            if LAW in told:
                told = f"answered {response.status} with a body that is no JSON: {told}"
                yield Fault("strict_json", told)

    def leaks(self, response: Response) -> Iterator[Fault]:
        """Stack traces and secrets, wherever they stand in an answer."""
        text = response.body[:_LOOKED_AT].decode(errors="replace")
        head = "\n".join(value for _, value in response.headers)
        shown = text.replace("\\n", "\n").replace('\\"', '"')
        for pattern in (*_TRACES, _QUERY):
            found = (pattern is not _QUERY and pattern.search(shown)) or pattern.search(head)
            if found:
                yield Fault(
                    "trace_leaked",
                    f"answered {response.status} with what tells of its inside: "
                    f"{found[0].strip()[:80]!r}; log it, and answer without it",
                )
                break
        if what := self._secret(response, text):
            yield Fault("secret_leaked", f"answered {response.status} with {what}; leave it out")

    def _secret(self, response: Response, text: str) -> str:
        """What of an answer is secret, and where it stands; empty for nothing."""
        for secret in filter(is_telling, self.secrets):
            fields = [name for name, value in response.headers if secret in value]
            if secret in text or fields:
                place = "its body" if secret in text else f"its header {fields[0]}"
                return f"one of the credentials in {place}"
        found = any(pattern.search(text) for pattern in _SECRETS)
        return "a private key, or a password in a URL, in its body" if found else ""

    def _kind(
        self, operation: Operation, declared: ResponseObject, response: Response
    ) -> Iterator[Fault]:
        """A body has a media type that is declared, where some are (RFC 9110 §8.3)."""
        if not declared.content or not response.body or content_of(declared, response):
            return
        sent = response.headers.get("Content-Type")
        told = f"with the Content-Type {sent}" if sent else "without a Content-Type"
        names = ", ".join(str(each.media_type) for each in declared.content)
        pointer = (*operation.node.pointer, "responses", declared.pattern, "content")
        yield Fault(
            "content_type_conformance",
            f"answered {response.status} {told}; declared: {names}",
            pointers.text(pointer),
        )

    def _fields(
        self, operation: Operation, declared: ResponseObject, response: Response
    ) -> Iterator[Fault]:
        """Header fields that are required, and such as have a schema (OAS 3.1 §4.8.21)."""
        try:
            broken = list(field_violations(declared, response.headers, self.validators))
        except DocumentError:
            return
        above = (*operation.node.pointer, "responses", declared.pattern, "headers")
        for each in broken:
            name = str(each.pointer[0])
            told = f"without a header that is required: {name}"
            if name in response.headers:
                told = f"with a header that breaks its schema: {name}: {each.message}"
            yield Fault(
                "response_headers_conformance",
                f"answered {response.status} {told}",
                pointers.text((*above, name)),
                pointers.text(each.pointer),
            )

    def _content(self, declared: ResponseObject, response: Response, body: Any) -> Iterator[Fault]:
        if not declared.content:
            yield from _unreadable(response)
            return
        content = content_of(declared, response)
        if content is None or not response.body or not content.media_type.is_json:
            return
        fault = strictness(response.body)
        if fault:
            told = f"answered {response.status} with a body that is no JSON: {fault}"
            is_known = LAW in fault
            place = pointers.text(content.schema.node.pointer) if content.schema else ""
            yield Fault("strict_json" if is_known else "response_schema_conformance", told, place)
            return
        if content.schema is None:
            return
        try:
            broken = self.validators.of(content.schema, Direction.RESPONSE).violations(body)
        except DocumentError:
            return
        for each in broken[:1]:
            place = pointers.text(each.pointer) or "the whole body"
            yield Fault(
                "response_schema_conformance",
                f"answered {response.status} with a body that breaks its schema: "
                f"{each.message} (at {place})",
                each.schema_pointer,
                place,
            )


def _unreadable(response: Response) -> Iterator[Fault]:
    """What says that it is JSON is JSON, whatever was declared (RFC 9110 §8.3)."""
    sent = media.parse(response.headers.get("Content-Type") or "")
    fault = strictness(response.body) if sent and sent.is_json and response.body else ""
    if fault:
        told = f"answered {response.status} with Content-Type: {sent}, and its body is no JSON"
        yield Fault("strict_json", f"{told}: {fault}")


def is_telling(secret: str) -> bool:
    """Whether a text is not in an answer by chance, as ``Basic`` and ``password`` may be."""
    return len(secret) >= (_WORD if secret.isalpha() else _SHORTEST)


def _misnamed(response: Response, body: Any) -> Iterator[Fault]:
    """A problem that names its status names that of its answer (RFC 9457 §3.1.2)."""
    sent = media.parse(response.headers.get("Content-Type") or "")
    if sent is None or sent.essence != _PROBLEM or not isinstance(body, dict):
        return
    named = body.get("status")
    if isinstance(named, int) and named != response.status:
        told = f"answered {response.status} with a problem whose status is {named}"
        yield Fault("problem_status", f"{told}; name the same (RFC 9457 3.1.2)", at="/status")


def is_failure(status: int, method: str, operation: Operation) -> bool:
    """Whether a server failed; 501 is right for a method it does not know (RFC 9110 §15.6.2)."""
    is_foreign = method.upper() != operation.method.upper()
    return status >= _FAILED and not (is_foreign and status == _NOT_IMPLEMENTED)


def is_empty(operation: Operation, response: Response) -> bool:
    """Whether a success has no body where JSON is declared for it, which an empty one never is."""
    declared = operation.response(response.status)
    contents = declared.content if declared is not None and response.is_success else ()
    is_told = any(each.media_type.is_json and each.schema for each in contents)
    return is_told and not response.body and not is_bodiless(response.status)


def too_slow(seconds: float, limit: float) -> Fault:
    """An answer that came later than was allowed."""
    told = f"answered after {seconds:.1f} seconds, which is above the limit of {limit:g}"
    return Fault("too_slow", told)


def undeclared_secrets(names: Iterator[str], known: frozenset[str]) -> list[str]:
    """The members of a record that the document does not know, and whose names speak of secrets."""
    return [
        name
        for name in names
        if name not in known and _SECRET_NAMES.search(re.sub(r"[^a-z]", "", name.lower()))
    ]


def content_of(declared: ResponseObject, response: Response) -> Content | None:
    """What is declared for the media type of an answer."""
    sent = media.parse(response.headers.get("Content-Type") or "")
    if sent is None:
        return None
    return next((each for each in declared.content if each.media_type.covers_essence(sent)), None)


def strictness(body: bytes) -> str:
    """What RFC 8259 does not allow of a body, or a reader may refuse; empty when all is well."""
    if body.startswith(codecs.BOM_UTF8):
        return "it begins with a byte order mark (RFC 8259 §8.1)"
    if body.startswith(_GZIP):
        return "it is packed by gzip, and no Content-Encoding says so (RFC 8259 §8.1)"
    try:
        body.decode()
    except UnicodeDecodeError:
        return "its bytes are no UTF-8 (RFC 8259 §8.1)"
    try:
        json.loads(body, object_pairs_hook=_once, parse_constant=_refused, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        return str(error)
    return ""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f"the name {twice!r} comes twice (RFC 8259 §4)")
    return dict(pairs)


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no number of JSON (RFC 8259 §6)")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text} is out of range (RFC 8259 §6)")
    return value


def is_bodiless(status: int) -> bool:
    """Whether an answer of that status has no content (RFC 9110 §15.3.5, §15.3.6, §15.4.5)."""
    return status in _BODILESS
