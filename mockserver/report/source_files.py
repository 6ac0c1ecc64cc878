"""The lines of the files that findings point into."""

from collections.abc import Mapping

from mockserver.errors import DocumentError
from mockserver.source import read_text


class SourceFiles:
    """Reads each file once, when a line of it is first asked for."""

    def __init__(self, texts: Mapping[str, str] | None = None) -> None:
        """``texts`` are those that are in no file, by what they are called."""
        self._lines = {name: _split(text) for name, text in (texts or {}).items()}

    def line(self, file: str, number: int) -> str | None:
        """A line by its number, from 1; None where there is no such line, or no readable file."""
        if file not in self._lines:
            self._lines[file] = _read(file)
        lines = self._lines[file]
        return lines[number - 1] if 0 < number <= len(lines) else None


def _read(file: str) -> list[str]:
    try:
        text = read_text(file)
    except DocumentError:  # a finding may point into what is no file: a URL, a revision of git
        return []
    return _split(text)


def _split(text: str) -> list[str]:
    """Lines end with LF, CR LF or CR, as origins count them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
