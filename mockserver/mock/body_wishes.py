"""What the body of an answer should be like, as far as the request tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from mockserver.mock.options import Options
from mockserver.request import Preference, Reading
from mockserver.response import Wish
from mockserver.scenario import Respond
from mockserver.spec.model import Example, Operation, Parameter

_NONE: frozenset[str] = frozenset()


class BodyWishes:
    """Makes the wishes for the answers of one operation."""

    def __init__(self, operation: Operation, options: Options) -> None:
        self._operation = operation
        self._options = options

    def wish(self, reading: Reading, preference: Preference, respond: Respond, seed: str) -> Wish:
        """The values of the request, and what it or a rule prefers; ``seed`` is the world's."""
        options = self._options
        return Wish(
            values=_values(reading),
            key_parameter=self._last_variable,
            paired=frozenset(self._paired(reading)) if self._shows else _NONE,
            example=respond.example or preference.example,
            dynamic=options.dynamic if preference.dynamic is None else preference.dynamic,
            seed=preference.seed or seed,
            show_broken=options.errors,
        )

    @cached_property
    def _shows(self) -> bool:
        return bool(self._shown_parameters or self._shown_bodies)

    @cached_property
    def _last_variable(self) -> str:
        """The variable that ends the path and so selects what is answered; empty without one."""
        last = self._operation.template.rsplit("/", 1)[-1]
        return last[1:-1] if last.startswith("{") and last.endswith("}") else ""

    def _paired(self, reading: Reading) -> Iterator[str]:
        """The names of the request's examples that this request equals."""
        for parameter in self._shown_parameters:
            sent = reading.parameters.get((parameter.location, parameter.name))
            yield from (each.name for each in parameter.examples if each.value == sent)
        for each in self._shown_bodies if reading.body is not None else ():
            if each.value == reading.body:
                yield each.name

    @cached_property
    def _shown_parameters(self) -> tuple[Parameter, ...]:
        """Those that the document shows examples of."""
        return tuple(each for each in self._operation.parameters if each.examples)

    @cached_property
    def _shown_bodies(self) -> tuple[Example, ...]:
        """The examples of what is sent, in whichever media type."""
        body = self._operation.request_body
        return tuple(each for content in body.content for each in content.examples) if body else ()


def _values(reading: Reading) -> Mapping[str, Any]:
    """The request's values by name; those of the body give way to parameters."""
    body = reading.body if isinstance(reading.body, dict) else {}
    if not reading.parameters:
        return body
    return {**body, **{name: value for (_, name), value in reading.parameters.items()}}
