"""Media types, media ranges and their choice (RFC 9110 §8.3.1, §12.5.1)."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import field
from functools import lru_cache

from mockserver.value import dataclass

_USUAL_LENGTH = 128
_TCHAR = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_TOKEN = re.compile(_TCHAR)
_ESCAPED = re.compile(r'["\\]')
_ESSENCE = re.compile(rf"\s*({_TCHAR})/({_TCHAR})\s*")
_PARAMETER = re.compile(rf';\s*(?:({_TCHAR})\s*=\s*("(?:[^"\\]|\\.)*"|{_TCHAR})\s*)?')
_LIST_ITEM = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"?)+')


@dataclass(frozen=True, slots=True)
class MediaType:
    """A media type or a range such as ``text/*``; type, subtype and names in lower case."""

    type: str
    subtype: str
    parameters: tuple[tuple[str, str], ...] = ()
    # What each request asks for is there from the start.
    essence: str = field(init=False, compare=False, repr=False)
    """``type/subtype`` without parameters."""
    is_json: bool = field(init=False, compare=False, repr=False)
    """JSON itself or a structured syntax on it (RFC 6839 §3.1)."""
    is_xml: bool = field(init=False, compare=False, repr=False)
    """XML itself or a structured syntax on it (RFC 7303)."""
    is_range: bool = field(init=False, compare=False, repr=False)
    """Whether it stands for more than one media type."""
    written: str = field(init=False, compare=False, repr=False)
    """As a field value says it, parameters included."""

    def __post_init__(self) -> None:
        told = {
            "essence": f"{self.type}/{self.subtype}",
            "is_json": self.subtype == "json" or self.subtype.endswith("+json"),
            "is_xml": self.subtype == "xml" or self.subtype.endswith("+xml"),
            "is_range": self.subtype == "*",
            "written": "; ".join((f"{self.type}/{self.subtype}", *map(_pair, self.parameters))),
        }
        for name, value in told.items():
            object.__setattr__(self, name, value)

    @property
    def specificity(self) -> tuple[bool, bool, int]:
        """Sorts ranges from the widest to the narrowest (RFC 9110 §12.5.1)."""
        return (self.type != "*", self.subtype != "*", len(self.parameters))

    def parameter(self, name: str) -> str | None:
        """The value of a parameter."""
        return dict(self.parameters).get(name)

    def covers(self, other: "MediaType") -> bool:
        """Whether this range includes the other media type, parameters included."""
        return self.covers_essence(other) and set(self.parameters) <= set(other.parameters)

    def covers_essence(self, other: "MediaType") -> bool:
        """The same, whatever the parameters are."""
        return self.type in ("*", other.type) and self.subtype in ("*", other.subtype)

    def __str__(self) -> str:
        return self.written


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One member of an Accept field."""

    media_type: MediaType
    quality: float


def parse(text: str) -> MediaType | None:
    """Read a media type; None when the text is none."""
    return _known(text) if len(text) < _USUAL_LENGTH else _parse(text)


@lru_cache(1024)  # a client sends the same with each of its requests
def _known(text: str) -> MediaType | None:
    return _parse(text)


def _parse(text: str) -> MediaType | None:
    essence = _ESSENCE.match(text)
    if essence is None:
        return None
    parameters, end = _parameters(text, essence.end())
    if end != len(text.rstrip()) and text[end:].strip():
        return None
    return MediaType(essence[1].lower(), essence[2].lower(), parameters)


def _parameters(text: str, position: int) -> tuple[tuple[tuple[str, str], ...], int]:
    found = []
    while match := _PARAMETER.match(text, position):
        position = match.end()
        if match[1]:
            found.append((match[1].lower(), _unquote(match[2])))
    return tuple(found), position


def _pair(parameter: tuple[str, str]) -> str:
    """A value that is no token stands in quotes (RFC 9110 §5.6.6)."""
    name, value = parameter
    if _TOKEN.fullmatch(value):
        return f"{name}={value}"
    escaped = _ESCAPED.sub(r"\\\g<0>", value)
    return f'{name}="{escaped}"'


def _unquote(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value


def list_items(field_value: str) -> list[str]:
    """What commas keep apart, outside of quotes (RFC 9110 §5.6.1)."""
    return _LIST_ITEM.findall(field_value)


def parse_accept(field_value: str) -> tuple[MediaRange, ...]:
    """Read an Accept field. What is no media range is passed over, as RFC 9110 §12.5.1 allows."""
    parsed = (_range(item) for item in list_items(field_value))
    return tuple(item for item in parsed if item is not None)


def _range(item: str) -> MediaRange | None:
    media_type = parse(item)
    if media_type is None:
        return None
    plain = tuple(pair for pair in media_type.parameters if pair[0] != "q")
    narrowed = MediaType(media_type.type, media_type.subtype, plain)
    return MediaRange(narrowed, _quality(media_type.parameter("q")))


def _quality(text: str | None) -> float:
    """RFC 9110 §12.4.2; an unreadable weight counts as 1, so that a typo does not refuse all."""
    try:
        quality = float(text) if text is not None else 1.0
    except ValueError:
        return 1.0
    return 1.0 if math.isnan(quality) else min(max(quality, 0.0), 1.0)


def choose(accept: Sequence[MediaRange], offered: Iterable[MediaType]) -> MediaType | None:
    """The offer the client likes best; None when it refuses all.

    Of equals the one that is named, not only covered; then the one that is named earlier; then the
    earlier offer. Parameters of a range count at first; where no offer fits so, they are left
    aside.
    """
    offers = list(offered)
    return _best(accept, offers, exact=True) or _best(accept, offers, exact=False)


# What a range is when nothing says more.
_USUAL = {"text": "plain", "image": "png", "audio": "mpeg", "video": "mp4", "font": "woff2"}


def usual(offer: MediaType) -> MediaType:
    """A media type for a range that is offered, JSON where it may be; itself if it is none."""
    if not offer.is_range:
        return offer
    main = "application" if offer.type == "*" else offer.type
    fallback = "mixed" if main == "multipart" else "json"
    return MediaType(main, _USUAL.get(main, fallback), offer.parameters)


def narrowed(offer: MediaType, accept: Sequence[MediaRange]) -> MediaType:
    """The usual one of a range if it is accepted, else the first that is accepted by its name."""
    first = usual(offer)
    if first is offer or _merit(accept, first, exact=False)[0] > 0:
        return first
    named = (each.media_type for each in accept if each.quality > 0)
    fitting = (each for each in named if not each.is_range and offer.covers_essence(each))
    return next(fitting, first)


def _best(
    accept: Sequence[MediaRange], offers: Sequence[MediaType], *, exact: bool
) -> MediaType | None:
    merits = [(_merit(accept, offer, exact=exact), -place) for place, offer in enumerate(offers)]
    (quality, *_), place = max(merits, default=(_UNWANTED, 0))
    return offers[-place] if quality > 0 else None


_Merit = tuple[float, tuple[bool, bool, int], int]
_UNWANTED: _Merit = (0.0, (False, False, 0), 0)


def _merit(accept: Sequence[MediaRange], offer: MediaType, *, exact: bool) -> _Merit:
    """The weight of the narrowest range that fits, how narrow that is, and how early it stands."""
    fitting = [
        (item.media_type.specificity, -place, item.quality)
        for place, item in enumerate(accept)
        if (item.media_type.covers(offer) if exact else item.media_type.covers_essence(offer))
    ]
    if not fitting:
        return _UNWANTED
    specificity, place, quality = max(fitting)
    return quality, specificity, place
