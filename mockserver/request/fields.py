"""The header fields of an answer, held against those that the document declares for it."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.http import Headers, Request
from mockserver.request.parameters import ParameterReader, Sources
from mockserver.schema import Validators
from mockserver.serialization import parse_query
from mockserver.spec.model import ResponseObject
from mockserver.violation import Violation, of_answer


def field_violations(
    declared: ResponseObject, headers: Headers, validators: Validators
) -> Iterator[Violation]:
    """What is wrong with them; the pointer of each begins with the name of the field.

    OAS 3.1 §4.8.17: a header called Content-Type is ignored. Raises DocumentError.
    """
    sources = Sources({}, parse_query(""), Request("GET", "/", headers=headers))
    for header in declared.headers:
        if header.name.lower() == "content-type":
            continue
        _, found = ParameterReader(header, validators).read(sources)
        for each in found:
            message = each.message.replace("the header parameter", "the header")
            yield of_answer("header", each.pointer, each.keyword, message, each.origin)
