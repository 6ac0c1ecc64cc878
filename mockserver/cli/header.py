"""``-H``: a header as the command line gives it."""

from __future__ import annotations

import re

from mockserver.errors import UsageError
from mockserver.http import TOKEN

_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")  # RFC 9110 §5.5


def parse_header(text: str) -> tuple[str, str]:
    """A field line (RFC 9110 §5.5). What is refused may hold a secret, so it is not repeated."""
    name, colon, value = text.partition(":")
    if not colon:
        raise UsageError("-H was given a header without a colon; write it as 'Name: value'")
    if not TOKEN.fullmatch(name.strip()):
        raise UsageError(f"-H {name!r}: this is no name of a header; write it as 'Name: value'")
    if not _VALUE.fullmatch(value.strip()):
        raise UsageError(f"-H {name!r}: its value holds a character that no header can carry")
    return name.strip(), value.strip()
