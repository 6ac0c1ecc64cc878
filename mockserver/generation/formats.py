"""Strings of a format (JSON Schema 2020-12 Validation §7.3, OAS format registry)."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from datetime import datetime

from mockserver.generation import naming, vocabulary
from mockserver.generation.scene import Scene

_Maker = Callable[[Scene, str], str]


def texts(name: str, property_name: str, scene: Scene) -> Iterator[str]:
    """Values of a format, as the property's name and the object make them; none if unknown."""
    maker = _MAKERS.get(name)
    if maker is not None:
        yield maker(scene, property_name)


def stretched(name: str, length: int) -> Iterator[str]:
    """Values of a format that have a length, where it can be had."""
    for start, filler, end in _ELASTIC.get(name, ()):
        room = length - len(start) - len(end)
        if room > 0:
            yield start + (filler * (room // len(filler) + 1))[:room] + end


def _moment(scene: Scene, name: str) -> datetime:
    if "birth" in naming.split(name) or name in ("dob", "birthday"):
        return scene.birthday
    stage = naming.stage(name)
    return scene.moment(1 if stage is None else stage)


def _url(scene: Scene, name: str) -> str:
    suggested = next(naming.texts(name, scene), "")
    if suggested.startswith("https://"):
        return suggested
    return f"https://{scene.domain}/{naming.slug(scene)}"


def _email(scene: Scene, _: str) -> str:
    return f"{scene.login}@{scene.domain}"


def _hostname(scene: Scene, _: str) -> str:
    return f"{scene.one(vocabulary.NOUNS)}.{scene.domain}"


def _ipv6(scene: Scene, _: str) -> str:
    """From the range that is kept for documents (RFC 3849)."""
    return f"2001:db8::{scene.random.randrange(1, 0xFFFF):x}"


def _encoded(scene: Scene, _: str) -> str:
    return base64.b64encode(scene.one(vocabulary.SENTENCES).encode()).decode()


def _plain(scene: Scene, _: str) -> str:
    return scene.one(vocabulary.SENTENCES)


def _password(scene: Scene, _: str) -> str:
    return f"{scene.thing.title().replace(' ', '-')}-{scene.random.randrange(10, 99)}!"


_MAKERS: dict[str, _Maker] = {
    "date-time": lambda s, name: _moment(s, name).strftime("%Y-%m-%dT%H:%M:%SZ"),
    "date": lambda s, name: _moment(s, name).strftime("%Y-%m-%d"),
    "time": lambda s, name: _moment(s, name).strftime("%H:%M:%SZ"),
    "duration": lambda s, _: s.one(("PT15M", "PT1H", "P1D", "P2W")),
    "email": _email,
    "idn-email": _email,
    "hostname": _hostname,
    "idn-hostname": _hostname,
    "ipv4": lambda s, _: f"192.0.2.{s.random.randrange(1, 255)}",
    "ip": lambda s, _: f"192.0.2.{s.random.randrange(1, 255)}",
    "ipv6": _ipv6,
    "uri": _url,
    "url": _url,
    "iri": _url,
    "uri-reference": lambda s, _: f"/{naming.slug(s)}",
    "iri-reference": lambda s, _: f"/{naming.slug(s)}",
    "uri-template": lambda s, _: f"https://{s.domain}/{s.one(vocabulary.NOUNS)}/{{id}}",
    "uuid": lambda s, _: naming.uuid(s),
    "guid": lambda s, _: naming.uuid(s),
    "json-pointer": lambda s, _: f"/{s.one(vocabulary.NOUNS)}/0",
    "relative-json-pointer": lambda s, _: f"1/{s.one(vocabulary.NOUNS)}",
    "regex": lambda s, _: s.one(("^[a-z]+$", "^[0-9]{4}$", "^[A-Z][a-z]*$")),
    "byte": _encoded,
    "base64": _encoded,
    "base64url": lambda s, _: base64.urlsafe_b64encode(s.thing.encode()).decode().rstrip("="),
    "binary": _plain,
    "password": _password,
    "phone": lambda s, _: next(naming.texts("phone", s)),
    "char": lambda s, _: s.one("ABCDEFGH"),
    "currency": lambda s, _: s.place.currency,
    "decimal": lambda s, _: next(naming.texts("price", s)),
    "int32": lambda s, _: str(s.random.randrange(1, 10000)),
    "int64": lambda s, _: str(s.random.randrange(1, 10000)),
}
# Start, what fills the middle, end.
_ELASTIC: dict[str, tuple[tuple[str, str, str], ...]] = {
    "email": (
        ("", "a", "@example.com"),
        ("", "a", "@b.co"),
        (("a" * 60) + "@", "mail.", "example.com"),
    ),
    "idn-email": (("", "a", "@example.com"), ("", "a", "@b.co")),
    "hostname": (("", "mail.", "example.com"), ("", "a", "")),
    "idn-hostname": (("", "mail.", "example.com"), ("", "a", "")),
    "uri": (("https://example.com/", "a", ""), ("a:", "b", "")),
    "iri": (("https://example.com/", "a", ""), ("a:", "b", "")),
    "uri-reference": (("/", "a", ""), ("", "a", "")),
    "iri-reference": (("/", "a", ""), ("", "a", "")),
    "uri-template": (("/", "a", ""),),
    "date-time": (("2024-05-17T09:30:00.", "1", "Z"),),
    "time": (("09:30:00.", "1", "Z"),),
    "duration": (("P", "1", "D"),),
    "json-pointer": (("/", "a", ""),),
    "relative-json-pointer": (("1/", "a", ""), ("", "1", "")),
    "regex": (("", "a", ""),),
    "byte": (("", "QUJD", ""),),
}
_BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_DAY = "(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?([Zz]|[+-]0[0-9]:00)"
_LABELS = r"[a-z0-9]{1,20}([.-][a-z0-9]{1,20}){0,6}"
_EMAIL = rf"^[A-Za-z0-9]+([._+-][A-Za-z0-9]+)*@{_LABELS}\.[a-z]{{2,6}}$"
_HOST = "^[A-Za-z0-9]{1,20}([.-][A-Za-z0-9]{1,20}){0,6}$"
_PATH = "(/[A-Za-z0-9._~-]*)*"
_URI = (
    rf"^[A-Za-z][A-Za-z0-9+.-]*:(//{_LABELS}(:[0-9]{{2,4}})?)?{_PATH}"
    r"(\?[A-Za-z0-9._~&=-]*)?(#[A-Za-z0-9._~-]*)?$"
)
_REFERENCE = rf"^(https://{_LABELS})?[A-Za-z0-9._~-]*{_PATH}$"
_HEX = "[0-9A-Fa-f]"
# A part of each format as a pattern: what a value has to match beside the schema's own patterns.
PATTERNS: dict[str, str] = {
    "date-time": f"^20[0-9]{{2}}-{_DAY}[Tt]{_TIME}$",
    "date": f"^(19|20)[0-9]{{2}}-{_DAY}$",
    "time": f"^{_TIME}$",
    "duration": "^P([1-9][0-9]{0,3}[YMWD]|T[1-9][0-9]{0,3}[HMS])$",
    "email": _EMAIL,
    "idn-email": _EMAIL,
    "hostname": _HOST,
    "idn-hostname": _HOST,
    "ipv4": rf"^{_BYTE}(\.{_BYTE}){{3}}$",
    "ipv6": f"^({_HEX}{{1,4}}:){{7}}{_HEX}{{1,4}}$|^({_HEX}{{1,4}}:){{1,5}}:{_HEX}{{1,4}}$",
    "uri": _URI,
    "iri": _URI,
    "uri-reference": _REFERENCE,
    "iri-reference": _REFERENCE,
    "uuid": f"^{_HEX}{{8}}(-{_HEX}{{4}}){{3}}-{_HEX}{{12}}$",
    "json-pointer": "^(/[A-Za-z0-9._-]*)*$",
    "relative-json-pointer": "^(0|[1-9][0-9]*)(/[A-Za-z0-9._-]*)*$",
}
