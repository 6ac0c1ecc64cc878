"""What a YAML parser says of a broken text, in words for somebody who wrote it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import yaml

from mockserver.source import rules
from mockserver.source.lines import Lines
from mockserver.source.reading import Fault, excerpt
from mockserver.value import dataclass

# YAML 1.2 §5.1, as libyaml has it.
_INVALID = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONFLICT = re.compile(r"(<{7}|={7}|>{7}|\|{7})( |$)", re.MULTILINE)
_PLAIN_END = re.compile(r"[^\s,:\[\]{}\"']\s*$")
"""The end of a text without quotes."""


@dataclass(frozen=True, slots=True)
class _Scene:
    """Where a parser stopped, and where what it was reading began."""

    text: str
    lines: Lines
    offset: int
    start: int
    loader: Any

    @property
    def before(self) -> str:
        """What stands on the line before the place where the parser stopped."""
        return self.text[self.lines.start(self.offset) : self.offset]

    @property
    def begins_line(self) -> bool:
        """Whether the place is the first on its line that is not blank."""
        return not self.before.strip()

    @property
    def is_at_end(self) -> bool:
        """Whether nothing more comes."""
        return not self.text[self.offset :].strip()

    @property
    def found(self) -> str:
        """The character there."""
        return self.text[self.offset : self.offset + 1]


_Told = tuple[int, str]
_Teller = Callable[[_Scene], _Told]


def explain(error: Exception, text: str, loader: Any) -> Fault:
    """The fault for what a parser raised: the place to look at, and what to do there."""
    mark: Any = getattr(error, "problem_mark", None)
    if mark is None:
        return _unreadable(error, text)
    start: Any = getattr(error, "context_mark", None) or mark
    scene = _Scene(text, Lines(text), min(mark.index, len(text)), start.index, loader)
    if scene.found == "\t":
        said = "a tab stands here, and YAML is indented with spaces only; write spaces instead"
        return Fault(scene.offset, rules.TAB, said)
    offset, said = _told(error, scene)
    return Fault(offset, rules.YAML_SYNTAX, said)


def _unreadable(error: Exception, text: str) -> Fault:
    if invalid := _INVALID.search(text):
        said = f"the character U+{ord(invalid[0]):04X} cannot stand in YAML; remove it"
        return Fault(invalid.start(), rules.CHARACTER, said)
    return Fault(0, rules.YAML_SYNTAX, f"this cannot be read as YAML: {excerpt(str(error), 120)}")


def _told(error: Exception, scene: _Scene) -> _Told:
    conflict = _CONFLICT.match(scene.text, scene.lines.start(scene.start))
    if conflict:
        said = "a merge of two versions was left unfinished here; choose one, and remove the marks"
        return conflict.start(), said
    problem = str(getattr(error, "problem", None) or error)
    return _TELLERS.get(problem, _here(f"this cannot be read as YAML: {_literal(problem)}"))(scene)


def _literal(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _here(sentence: str) -> _Teller:
    return lambda scene: (scene.offset, sentence.format(found=scene.found))


def _at_start(sentence: str) -> _Teller:
    return lambda scene: (scene.start, sentence.format(found=scene.text[scene.start]))


def _colon(scene: _Scene) -> _Told:
    if re.search(r":\s", scene.before):
        said = "a second ': ' stands on this line; if it is part of the value, put that in quotes"
        return scene.offset, said
    said = "no key can stand here, as the value above goes on; indent this line like the keys above"
    key = scene.offset - len(scene.before.lstrip())
    return key, f"{said}, and see that each of them ends with a colon and a space"


def _key(scene: _Scene) -> _Told:
    if not scene.begins_line:
        return _after_value(scene)
    if scene.found == ":":
        return scene.offset, "a key is missing before this ':'"
    if scene.found == "-":
        said = "an entry of a list cannot stand among keys; indent it beneath the key it belongs to"
        return scene.offset, said
    said = "the indentation of this line fits none of the lines above"
    return scene.offset, f"{said}; indent it like the keys it belongs to"


def _after_value(scene: _Scene) -> _Told:
    """A quote that was not closed takes in all up to the next one, which may be lines below."""
    quote = _last_quote(scene)
    line = scene.lines.line(scene.offset)
    if quote is not None and scene.lines.line(quote) < line:
        said = f"the {scene.text[quote]} that opens a text here is closed only in line {line}"
        return quote, f"{said}, before further text; close it where the text ends"
    said = "the value before this is complete, and nothing may follow it on its line"
    return scene.offset, f"{said}; put all of it in one pair of quotes, or remove what follows"


def _last_quote(scene: _Scene) -> int | None:
    """Where the last quoted text before the place begins."""
    last = None
    with suppress(yaml.YAMLError, UnicodeError):
        for token in yaml.scan(scene.text[: scene.offset], Loader=scene.loader):
            if isinstance(token, yaml.ScalarToken) and token.style in ('"', "'"):
                last = token.start_mark.index
    return last


def _entry(scene: _Scene) -> _Told:
    line = scene.lines.line(scene.start)
    said = f"the list that begins in line {line} goes on here without '- '"
    return scene.offset, f"{said}; begin this line with '- ', or indent it differently"


def _bracket(opening: str, closing: str) -> _Teller:
    def tell(scene: _Scene) -> _Told:
        if scene.is_at_end:
            return scene.start, f"the '{opening}' that stands here is never closed"
        line = scene.lines.line(scene.start)
        if _is_within_text(scene):
            said = f"a text with a '{scene.found}' in it has to be in quotes here"
            return scene.offset, f"{said}, as it stands within the '{opening}' of line {line}"
        said = f"a ',' or '{closing}' is missing before this"
        return scene.offset, f"{said}; the '{opening}' stands in line {line}"

    return tell


def _is_within_text(scene: _Scene) -> bool:
    """Whether a plain text ends where a collection seems to begin (YAML 1.2 §7.3.3)."""
    return scene.found in ("{", "[") and bool(_PLAIN_END.search(scene.before))


def _content(scene: _Scene) -> _Told:
    if scene.is_at_end:
        end = len(scene.text.rstrip()) - 1
        return end, "the text ends after this, and a '[' or '{' before is not closed"
    return scene.offset, f"a value is missing before this '{scene.found}'"


def _document_start(scene: _Scene) -> _Told:
    if scene.text.startswith("%"):
        return scene.offset, "a line '---' is missing between the directives and this"
    if scene.found in ("]", "}"):
        return scene.offset, f"this '{scene.found}' closes nothing; remove it"
    return scene.offset, "the document has ended before this; remove what follows, or indent it"


_QUOTE = "a plain text cannot begin with '{found}'; put it in quotes"
_ESCAPE = r"this escape names no character: \x takes two hex digits, \u four, \U eight"
_TELLERS: Mapping[str, _Teller] = {
    "mapping values are not allowed in this context": _colon,
    "could not find expected ':'": _at_start(
        "this line is neither 'key: value' nor an entry '- value'; write ': ' after the key"
    ),
    "did not find expected key": _key,
    "did not find expected '-' indicator": _entry,
    "block sequence entries are not allowed in this context": _here(
        "a list cannot begin on the line of its key; begin it on the next, or quote the text"
    ),
    "mapping keys are not allowed in this context": _here(_QUOTE),
    "found character that cannot start any token": _here(_QUOTE),
    "did not find expected alphabetic or numeric character": _at_start(_QUOTE),
    "did not find expected node content": _content,
    "did not find expected ',' or ']'": _bracket("[", "]"),
    "did not find expected ',' or '}'": _bracket("{", "}"),
    "did not find expected <document start>": _document_start,
    "found unexpected end of stream": _at_start(
        "the {found} that opens a text here is never closed"
    ),
    "found unexpected document indicator": _at_start(
        "the {found} that opens a text here is not closed before the next '---'"
    ),
    "found unknown escape character": _here(
        "this is no escape of double quotes; write the backslash twice, or use single quotes"
    ),
    "did not find expected hexdecimal number": _at_start(_ESCAPE),
    "found invalid Unicode character escape code": _here(
        f"{_ESCAPE}; a pair of surrogates is written as one \\U"
    ),
    "found undefined tag handle": _here(_QUOTE),
    "did not find expected comment or line break": _here(
        "only the text's indentation may follow '|' or '>'; the text begins on the next line"
    ),
    "found an indentation indicator equal to 0": _here(
        "the indentation after '|' or '>' is a digit from 1 to 9; mostly it is left out"
    ),
    "found incompatible YAML document": _here("%YAML names an unknown version; write 1.2"),
    "found unknown directive name": _at_start(
        "a line that begins with '%' is a directive, and this one is unknown; quote the text"
    ),
    "found unexpected non-alphabetical character": _at_start(_QUOTE),
    "could not find expected directive name": _at_start(_QUOTE),
}
