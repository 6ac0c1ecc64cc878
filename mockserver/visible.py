"""Text of unknown origin that is safe to show: what would be unseen, or act, is written out."""

import re

_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
"""Controls, direction marks (they turn a line around), invisible ones, and what no UTF-8 holds."""


def visible(text: str, keep: str = "") -> str:
    r"""The text with such characters as ``\x1b`` or ``\u202e``, but those of ``keep``.

    Without ``keep`` it is one line. All of it can be encoded in UTF-8, and may stand in XML 1.0.
    """
    if text.isascii() and text.isprintable():
        return text
    return _UNSEEN.sub(lambda found: _written(found[0], keep), text)


def _written(character: str, keep: str) -> str:
    return character if character in keep else character.encode("unicode_escape").decode()
