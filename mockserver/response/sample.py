"""A body for an operation that keeps no records: an example of the document, or a made value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from mockserver import media
from mockserver import pointer as pointers
from mockserver.errors import Rejection
from mockserver.generation.content import bytes_of
from mockserver.problem import Problem
from mockserver.response.echo import echoed, is_agreeing
from mockserver.response.fields import usual_field
from mockserver.schema import Direction, Validators, Violation
from mockserver.serialization import Style as HeaderStyle
from mockserver.serialization import StyleError, encode_header, encode_json
from mockserver.spec.model import Content, Example, Parameter, ResponseObject
from mockserver.spec.schema import Schema

if TYPE_CHECKING:
    from mockserver.generation import Generator

# What frames or encodes a message is the server's own to say (RFC 9110 §8.4, §8.6, RFC 9112 §6).
_FRAMING = frozenset(
    "connection content-encoding content-length content-type date keep-alive te trailer "
    "transfer-encoding upgrade".split()
)
NO_EXAMPLE = "urn:mockserver:no-example"
UNSATISFIABLE = "urn:mockserver:unsatisfiable-schema"


_ITEMS = 3  # of a sequence
_NOTHING: Mapping[Any, Any] = {}


class Sample(NamedTuple):
    """A body and one word for where it came from: example, generated or empty."""

    value: Any
    source: str


class Wish(NamedTuple):
    """What a body should be like.

    ``values`` are those of the request by name, ``key_parameter`` the path variable that ends the
    path; ``paired`` names examples of the request that it equals; ``example`` is asked for by name;
    ``dynamic``: made even where there are examples; ``seed``: what a made value derives from.
    ``show_broken``: where no example fits its schema the first is shown all the same.
    """

    values: Mapping[str, Any] = _NOTHING
    key_parameter: str = ""
    paired: frozenset[str] = frozenset()
    example: str | None = None
    dynamic: bool = False
    seed: str = ""
    show_broken: bool = False


class Sampler:
    """Shows examples and makes values; one for a mock."""

    def __init__(self, validators: Validators, locale: str = "en") -> None:
        self._validators = validators
        self._locale = locale
        self._generators: dict[str, Generator] = {}

    def body(self, content: Content, wish: Wish) -> Sample:
        """The example asked for, else the best one that fits its schema, else a made value.

        Raises Rejection: 404 for an example that is not there, 501 for a schema nothing can fit.
        """
        if wish.example is not None:
            return Sample(_named(content, wish.example).value, "example")
        shown = None if wish.dynamic else self.shown(content, wish)
        if shown is not None:
            return shown
        if content.item_schema is not None and (wish.dynamic or not content.examples):
            return Sample(self._items(content.item_schema, wish), "generated")
        binary = None if _says_more(content.schema) else bytes_of(media.usual(content.media_type))
        if binary is not None and not content.examples:
            return Sample(binary, "generated")
        if content.schema is None:
            return next((Sample(each.value, "example") for each in content.examples), _EMPTY)
        made = self.made(content.schema, wish)
        is_sorted = wish.dynamic and content.media_type.is_json
        return Sample(_sorted(made) if is_sorted else made, "generated")

    def _items(self, schema: Schema, wish: Wish) -> list[Any]:
        """A sequence (OAS 3.2 §4.14.3), as long as a list with no bounds."""
        seeds = (f"{wish.seed}|{number}" for number in range(_ITEMS))
        return [self.made(schema, wish._replace(seed=seed)) for seed in seeds]

    def headers(self, response: ResponseObject, wish: Wish) -> Iterator[tuple[str, str]]:
        """The declared headers with an example or a made value each."""
        for header in response.headers:
            if header.name.lower() in _FRAMING:
                continue
            try:
                text = _field_text(header, self._header(header, wish))
                if text.isascii():  # RFC 9110 §5.5: servers do not agree on anything else
                    yield header.name, text
            except (Rejection, StyleError):  # what cannot be made or written is left out
                continue

    def _header(self, header: Parameter, wish: Wish) -> Any:
        schema = header.any_schema
        for example in header.examples:
            if self.fits(schema, example.value):
                return example.value
        usual = usual_field(header.name)
        if usual is not None and self.fits(schema, usual):
            return usual
        return self.made(schema, wish) if schema else ""

    def shown(self, content: Content, wish: Wish) -> Sample | None:
        """The best example that fits its schema; None without one, or where none is wished for."""
        if wish.dynamic:
            return None
        fitting = [each for each in content.examples if self.fits(content.schema, each.value)]
        if fitting:
            return Sample(max(fitting, key=lambda each: _merit(each, wish)).value, "example")
        for value in _keywords(content.schema):
            if self.fits(content.schema, value):
                return Sample(value, "example")
        broken = content.examples if wish.show_broken else ()
        return next((Sample(each.value, "example") for each in broken), None)

    def fits(self, schema: Schema | None, value: Any) -> bool:
        """Whether a value may be answered with."""
        return schema is None or self._validators.of(schema, Direction.RESPONSE).is_valid(value)

    def violations(self, schema: Schema, value: Any) -> tuple[Violation, ...]:
        """What is wrong with a value that is to be answered with."""
        return tuple(self._validators.of(schema, Direction.RESPONSE).violations(value))

    def key(self, schema: Schema, field: str, seed: str) -> Any:
        """A value that a field of a record may have, no example but another for each seed.

        None where there is none.
        """
        from mockserver.generation import Generator, Unsatisfiable

        generator = Generator(self._validators.of(schema, Direction.RESPONSE))
        try:
            made = generator.value(Random(seed), natural=False)
        except Unsatisfiable:
            return None
        return made.get(field) if isinstance(made, Mapping) else None

    def made(self, schema: Schema, wish: Wish, fixed: Mapping[str, Any] | None = None) -> Any:
        """The same value for the same seed, key and schema, whichever operation asks.

        ``fixed`` are members that it has as far as they fit, those of the request without it.
        Raises Rejection 501 for a schema nothing can fit.
        """
        from mockserver.generation import Generator, Unsatisfiable

        generator = self._generators.get(schema.address)
        if generator is None:
            generator = Generator(self._validators.of(schema, Direction.RESPONSE))
            self._generators[schema.address] = generator
        key = wish.values.get(wish.key_parameter, "")
        random = Random(f"{wish.seed}|{key}|{_home(schema)}")
        try:
            given = echoed(schema, wish.values, wish.key_parameter) if fixed is None else fixed
            return generator.value(random, locale=self._locale, words=wish.dynamic, fixed=given)
        except Unsatisfiable as error:
            detail = f"No value fits the schema at {schema.origin}: {error}"
            raise Rejection(Problem(501, detail, UNSATISFIABLE)) from error


def _field_text(header: Parameter, value: Any) -> str:
    """By its media type where it has one (OAS 3.1 §4.8.21), else by its style."""
    if header.content is not None and header.content.media_type.is_json:
        return encode_json(value).decode()
    return encode_header(HeaderStyle(header.style, header.explode), header.name, value)


def _says_more(schema: Schema | None) -> bool:
    """Whether a schema demands more of a body than that it is text or bytes."""
    *_, last = _chain(schema) if schema else (None,)
    lifted = last.lifted if last else True
    return isinstance(lifted, dict) and not (
        lifted.keys() <= _OF_ANY_TEXT and lifted.get("type", "string") == "string"
    )


_OF_ANY_TEXT = frozenset(("type", "format", "title", "contentMediaType", "contentEncoding", "xml"))


def _home(schema: Schema) -> str:
    """Where a schema is really written: the same for all that refer to it, on every machine."""
    *_, last = _chain(schema)
    return pointers.fragment(last.node.pointer)


def _chain(schema: Schema) -> Iterator[Schema]:
    """The schema, then what it refers to, and so on; a chain that turns back ends there."""
    seen: set[str] = set()
    following: Schema | None = schema
    while following is not None and following.address not in seen:
        yield following
        seen.add(following.address)
        lifted = following.lifted
        following = following.follow(lifted) if isinstance(lifted, dict) else None


_EMPTY = Sample(b"", "empty")


def _sorted(value: Any) -> Any:
    """With members by name at every level, as other mock servers order what they make."""
    if isinstance(value, Mapping):
        return {name: _sorted(value[name]) for name in sorted(value)}
    return [_sorted(each) for each in value] if isinstance(value, list) else value


def _named(content: Content, name: str) -> Example:
    for example in content.examples:
        if example.name == name:
            return example
    names = ", ".join(f"'{example.name}'" for example in content.examples) or "none"
    detail = f"There is no example '{name}' for {content.media_type}; there is {names}."
    raise Rejection(Problem(404, detail, NO_EXAMPLE))


def _merit(example: Example, wish: Wish) -> tuple[bool, int]:
    """Named as an example that the request equals, then agreeing with more of its values."""
    return example.name in wish.paired, is_agreeing(example.value, wish.values, wish.key_parameter)


def _keywords(schema: Schema | None) -> Iterator[Any]:
    """JSON Schema's own examples, the single one of OAS 3.0; of the schema or what it refers to."""
    for each in _chain(schema) if schema else ():
        lifted = each.lifted if isinstance(each.lifted, dict) else {}
        if isinstance(lifted.get("examples"), list):
            yield from lifted["examples"]
        if "example" in lifted:
            yield lifted["example"]
