"""What is wrong in a message: where, and which line of the document it breaks."""

from __future__ import annotations

from typing import Any

from mockserver import pointer as pointers
from mockserver.origin import Origin
from mockserver.pointer import Pointer
from mockserver.value import dataclass

RESPONSE = "response"


@dataclass(frozen=True, slots=True)
class Violation:
    """One fault: in ``body``, ``path``, ``query``, ``header``, ``cookie`` or ``status``.

    ``pointer`` leads to the place in there; ``side`` is empty for a request, else ``RESPONSE``.
    """

    location: str
    pointer: Pointer
    keyword: str
    message: str
    origin: Origin
    side: str = ""

    @property
    def sentence(self) -> str:
        """The message with its place, and of an answer the line: whoever reads it wrote that.

        ``body /email: 'x' is not of the format email``
        """
        place = " ".join(filter(None, (self.side, self.location, pointers.text(self.pointer))))
        return f"{place}: {self.message}{f' ({self.origin})' if self.side else ''}"

    def member(self) -> dict[str, Any]:
        """As an element of a problem's ``validation`` list; names as Prism's users know them."""
        side = (self.side,) if self.side else ()
        return {
            "location": [*side, self.location, *map(str, self.pointer)],
            "severity": "Error",
            "code": self.keyword,
            "message": self.message,
            "document": str(self.origin),
        }


def of_answer(
    location: str, pointer: Pointer, keyword: str, message: str, origin: Origin
) -> Violation:
    """One of an answer."""
    return Violation(location, pointer, keyword, message, origin, RESPONSE)
