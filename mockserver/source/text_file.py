"""Files that hold text."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from mockserver.errors import DocumentError
from mockserver.finding import report
from mockserver.hint import closest
from mockserver.origin import Origin
from mockserver.source import rules
from mockserver.source.lines import Lines

# The longer marks of UTF-32 begin like those of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SHOWN = 20  # characters of a line
_NEAR = 0.75  # any two names that end in .yaml are half alike


def read_text(path: str | Path) -> str:
    """The text of a file, without a byte order mark; UTF-8 unless one says otherwise.

    Raises DocumentError where there is no file, or one that is no text.
    """
    return decoded(_content(path), path)


def encoded_like(text: str, content: bytes) -> bytes:
    """A text as the bytes of a file that had some others: with its mark, in its encoding."""
    mark, encoding = _mark(content)
    return mark + text.encode(encoding, "backslashreplace")


def _mark(content: bytes) -> tuple[bytes, str]:
    return next((each for each in _MARKS if content.startswith(each[0])), (b"", "utf-8"))


def decoded(content: bytes, path: str | Path) -> str:
    """The text of bytes that were read at a path. Raises DocumentError where they are no text."""
    mark, encoding = _mark(content)
    encoded = content[len(mark) :]
    try:
        return encoded.decode(encoding)
    except UnicodeDecodeError as error:
        readable = encoded[: error.start].decode(encoding)
        number = len(mark) + error.start + 1
        wrong = f"byte {number} (0x{content[number - 1]:02X}) is out of place"
        said = f"this is no {encoding.upper()} text: {wrong}{_after(readable)}"
        line = Lines(readable).line(len(readable))
        raise _unreadable(path, f"{said}; save the file as UTF-8", line) from error


def _after(readable: str) -> str:
    """The words before a place, as far as they are on its line and can be shown."""
    before = re.split(r"[^ -~\xa1-\U0010ffff]", readable[-_SHOWN:])[-1].strip()
    return f", after '{before}'" if before else ""


def _content(path: str | Path) -> bytes:
    try:
        return Path(path).read_bytes()
    except FileNotFoundError as error:
        raise _unreadable(path, f"there is no such file{_nearest(Path(path))}") from error
    except IsADirectoryError as error:
        raise _unreadable(path, "this is a folder; name a file in it") from error
    except PermissionError as error:
        raise _unreadable(path, "this file may not be read; see its permissions") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _unreadable(path, f"this cannot be read: {reason}") from error


def _unreadable(path: str | Path, message: str, line: int = 1) -> DocumentError:
    return DocumentError((report(rules.UNREADABLE, message, Origin(str(path), line, 1)),))


def _nearest(path: Path) -> str:
    try:
        names = sorted(each.name for each in path.parent.iterdir())
    except OSError:
        return f", and no folder '{path.parent}' either"
    near = closest(path.name, names, _NEAR)
    return f"; did you mean '{path.parent / near}'?" if near else ""
