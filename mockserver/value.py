"""Values: the frozen dataclasses of the standard library, defined in a fraction of the time.

The library writes six methods for each class and compiles them one by one, which is a third of the
time until a server of a hundred such classes answers. Here a class has its ``__init__`` compiled
when the first value is made, and all others are shared. For type checkers it is the library's own.
"""

from __future__ import annotations

import dataclasses
import inspect
import reprlib
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

_FACTORY = object()  # stands for a value that is to be made


def _frozen(cls: Any) -> Any:
    """A class with slots and the methods of a frozen dataclass. It may not have pseudo-fields."""
    own = {name for name in _SHARED if cls.__dict__.get(name) is not None}
    made: Any = dataclasses.dataclass(slots=True, init=False, repr=False, eq=False)(cls)
    made.__dataclass_params__.frozen = True
    for name, method in _SHARED.items():
        if name not in own:
            setattr(made, name, method)
    made.__dataclass_key__ = staticmethod(_key(made))
    if "__init__" not in cls.__dict__:
        made.__init__ = _first(made)
    return made


def _first(made: Any) -> Callable[..., None]:
    """An ``__init__`` that compiles the one that takes its place."""

    def first(self: Any, *given: Any, **named: Any) -> None:
        made.__init__ = _compiled(made)
        made.__init__(self, *given, **named)

    return first


def _compiled(made: Any) -> Callable[..., None]:
    """The ``__init__`` of a class, as the library would write it, but for how a slot is set."""
    names: dict[str, Any] = {"_FACTORY": _FACTORY}
    plain, by_name, body = ["self"], list[str](), list[str]()
    for each in dataclasses.fields(made):
        name, value = each.name, each.name
        names[f"_set_{name}"] = getattr(made, name).__set__
        has_default = each.default is not dataclasses.MISSING
        has_factory = each.default_factory is not dataclasses.MISSING
        names[f"_default_{name}"] = each.default if has_default else each.default_factory
        if each.init:
            default = f"=_default_{name}" if has_default else "=_FACTORY" if has_factory else ""
            (by_name if each.kw_only else plain).append(name + default)
        if has_factory:
            is_made = f"{name} is _FACTORY" if each.init else "True"
            value = f"_default_{name}() if {is_made} else {name}"
        elif not each.init:
            value = f"_default_{name}"
        if each.init or has_default or has_factory:
            body.append(f" _set_{name}(self, {value})")
    if hasattr(made, "__post_init__"):
        body.append(" self.__post_init__()")
    taken = ", ".join([*plain, "*", *by_name] if by_name else plain)
    source = "\n".join([f"def __init__({taken}):", *(body or [" pass"])])
    exec(source, names)  # noqa: S102  as the library does: of names of fields, which are Python's
    written: Callable[..., None] = names["__init__"]
    written.__qualname__ = f"{made.__qualname__}.__init__"
    return written


def _key(made: Any) -> Callable[[Any], tuple[Any, ...]]:
    """What two values are compared by."""
    names = [each.name for each in dataclasses.fields(made) if each.compare]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


@reprlib.recursive_repr()
def _repr(self: Any) -> str:
    shown = (each.name for each in dataclasses.fields(self) if each.repr)
    told = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
    return f"{self.__class__.__qualname__}({told})"


def _eq(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    key = self.__dataclass_key__
    return key(self) == key(other)


def _hash(self: Any) -> int:
    return hash(self.__dataclass_key__(self))


def _setattr(_self: Any, name: str, _value: Any) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _delattr(_self: Any, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _getstate(self: Any) -> list[Any]:
    return [getattr(self, each.name) for each in dataclasses.fields(self)]


def _setstate(self: Any, state: list[Any]) -> None:
    for each, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, each.name, value)


_SHARED: dict[str, Any] = {
    "__repr__": _repr,
    "__eq__": _eq,
    "__hash__": _hash,
    "__setattr__": _setattr,
    "__delattr__": _delattr,
    "__getstate__": _getstate,
    "__setstate__": _setstate,
}

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414  told to be meant for others
else:

    def dataclass(
        cls: Any = None, /, *, frozen: bool = False, slots: bool = False, **chosen: Any
    ) -> Any:
        """See ``dataclasses.dataclass``, which makes all that is not frozen and of slots alone."""

        def made(cls: Any) -> Any:
            told = inspect.get_annotations(cls).values()
            is_plain = cls.__bases__ == (object,) and not any(
                "InitVar" in str(each) for each in told
            )
            if frozen and slots and is_plain and not chosen:
                return _frozen(cls)
            return dataclasses.dataclass(cls, frozen=frozen, slots=slots, **chosen)

        return made if cls is None else made(cls)
