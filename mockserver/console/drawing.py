"""Templates and values become pages. What people wrote is shown as text, whatever it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import PackageLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

_MOST = 60_000  # characters of a body that are shown
_TOKEN = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*")(?=\s*:)|(?P<text>"(?:[^"\\]|\\.)*")'
    r"|(?P<word>\b(?:true|false|null)\b)|(?P<number>-?\d[\d.eE+-]*)"
)
_CELL = 60


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """The templates, with all that they know; read when the first page is asked for."""
    found = ImmutableSandboxedEnvironment(
        autoescape=True,
        loader=PackageLoader("mockserver.console", "pages"),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    found.filters |= {
        "json": pretty,
        "cell": cell,
        "body": body,
        "diff": diff,
        "line": line,
        "millis": millis,
        "size": size,
        "span": span,
    }
    return found


def drawn(template: str, values: Mapping[str, Any]) -> str:
    """A page as HTML."""
    return environment().get_template(template).render(values)


@cache
def asset(name: str) -> bytes:
    """A file that pages refer to."""
    return resources.files("mockserver.console").joinpath("pages", name).read_bytes()


def pretty(value: Any) -> Markup:
    """A JSON value in lines, with its parts told apart."""
    return _coloured(json.dumps(value, ensure_ascii=False, indent=2))


def body(message: dict[str, Any]) -> Markup:
    """A body as the journal has it: JSON in lines, other text as it is."""
    text = message.get("text")
    if text is None:
        return escape(_bounded(message.get("base64", "")))
    try:
        text = json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return escape(_bounded(text))
    return _coloured(_bounded(text))


def size(message: dict[str, Any]) -> str:
    """How long a body in base64 is."""
    text = message["base64"]
    count = len(text) * 3 // 4 - text[-2:].count("=")
    return f"{count:,} byte" if count == 1 else f"{count:,} bytes"


def _bounded(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[:_MOST]}\n… {len(text) - _MOST} characters more"


def _coloured(text: str) -> Markup:
    return Markup("").join(_pieces(text))


def _pieces(text: str) -> Iterator[Markup]:
    reached = 0
    for match in _TOKEN.finditer(text):
        yield escape(text[reached : match.start()])
        yield Markup('<span class="j-{}">{}</span>').format(match.lastgroup, match[0])
        reached = match.end()
    yield escape(text[reached:])


def cell(value: Any) -> str:
    """A value in a table: short, in one line."""
    text = value if isinstance(value, str) else line(value)
    return text if len(text) <= _CELL else f"{text[: _CELL - 1]}…"


def line(value: Any) -> str:
    """A JSON value in one line."""
    return json.dumps(value, ensure_ascii=False)


def diff(text: str) -> Markup:
    """A unified diff, with what goes and what comes told apart."""
    kinds = {"+": "plus", "-": "minus", "@": "at"}
    form = Markup('<span class="d-{}">{}</span>\n')
    lines = (form.format(kinds.get(each[:1], "same"), each) for each in text.splitlines())
    return Markup("").join(lines)


def millis(seconds: float) -> str:
    """Seconds as people compare them."""
    told = seconds * 1000
    return f"{told:.1f} ms" if told < 10 else f"{told:,.0f} ms"  # noqa: PLR2004  two digits do


def span(seconds: float) -> str:
    """A time that goes by, in the largest units that it fills."""
    rest, told = round(seconds), []
    for name, length in (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1)):
        count, rest = divmod(rest, length)
        if count:
            told.append(f"{count:,} {name}" if count == 1 else f"{count:,} {name}s")
    return " ".join(told) or "less than a second"
