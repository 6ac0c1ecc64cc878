"""Failures in our words, one sentence each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mockserver.verify.events import FailureFound


@dataclass(frozen=True, slots=True)
class Wording:
    """How a failure of a title is told; ``reads`` finds in its message what the sentence needs."""

    title: str
    reads: str
    sentence: str


_UNGUARDED = {
    "without a credential": (
        "API accepts requests without authentication",
        "Unexpected response to a request without authentication",
    ),
    "to a credential that is none": (
        "API accepts invalid authentication",
        "Unexpected response to invalid authentication",
    ),
}
WORDINGS = (
    Wording(
        "Undocumented status code",
        "Documented: (.*)",
        "answered {status}, which is not declared; declared: {0}",
    ),
    Wording(
        "Undocumented Content-Type",
        "Received: (.*?); Documented: (.*)",
        "answered {status} with the Content-Type {0}; declared: {1}",
    ),
    Wording(
        "Missing Content-Type header",
        "schema: - (.*)",
        "answered {status} without a Content-Type; declared: {0}",
    ),
    Wording(
        "Missing required response headers",
        "response: - (.*)",
        "answered {status} without a header that is required: {0}",
    ),
    Wording(
        "Response header does not conform to the schema",
        r"(.*?)(?: \(at the whole body\))?$",
        "answered {status} with a header that breaks its schema: {0}",
    ),
    Wording(
        "Response violates schema",
        r"^(.*) is not valid under any of the schemas .*( \(at .*)",
        "answered {status} with a body that breaks its schema: {0} fits no alternative{1}",
    ),
    Wording(
        "Response violates schema",
        "(.*)",
        "answered {status} with a body that breaks its schema: {0}",
    ),
    Wording(
        "JSON deserialization error",
        "header:? ?(.*)",
        "answered {status} with a body that is no JSON: {0}",
    ),
    Wording(
        "Server error", "Sent: (.*)", "answered {status}: the server failed on a request ({0})"
    ),
    Wording("Server error", "", "answered {status}: the server failed on this request"),
    Wording(
        "Schema-violating request accepted",
        "Invalid component: (.*)",
        "answered {status} to a request that the document forbids ({0}); refuse it with a 4xx, or "
        "have the document allow it",
    ),
    Wording(
        "Schema-valid request rejected",
        "",
        "answered {status} to a request that the document allows; accept it, or have the document "
        "forbid it",
    ),
    Wording(
        "Wrong response to undeclared method",
        "method ([A-Z]+) returned",
        "answered {status} to {0}, a method that the path does not declare; answer 405",
    ),
    Wording(
        "Wrong response to undeclared method",
        "([A-Z]+) returned 405 without",
        "answered 405 to {0} without the Allow that goes with it (RFC 9110 15.5.6)",
    ),
    *(
        Wording(title, "", f"answered {{status}} {what}; answer 401, as the document requires one")
        for what, titles in _UNGUARDED.items()
        for title in titles
    ),
    Wording(
        "Missing required header accepted",
        "required '([^']*)' header",
        "answered {status} to a request without the header {0}, which is required",
    ),
    Wording("The server gave no answer", "request: (.*)", "gave no answer: {0}"),
    Wording("A record that does not exist is found", "(.*)", "{0}"),
)
_INNER = re.compile(r"/\$ref/[^/\s]+|/properties(?=/)")
"""What of a pointer into a schema is no name of a member."""


def sentence(failure: FailureFound, advice: Mapping[str, str]) -> str:
    """What is wrong in our words, in those of the failure where we have none for it."""
    if not failure.title:
        return failure.message
    if failure.check in advice:
        title = failure.title[:1].lower() + failure.title[1:]
        return f"{title}, so nothing else about it was tested. {advice[failure.check]}"
    for wording in WORDINGS:
        is_it = wording.title == failure.title
        match = re.search(wording.reads, failure.message) if is_it else None
        if match:
            parts = (_INNER.sub("", part).rstrip(".") for part in match.groups())
            return wording.sentence.format(*parts, status=failure.status)
    return f"{failure.title}: {failure.message}"
