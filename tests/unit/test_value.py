import copy
import dataclasses
import pickle
from dataclasses import field
from typing import ClassVar

import pytest

from mockserver import value


class Plain:
    """A value."""

    name: str
    size: int = 3
    parts: list = field(default_factory=list)
    note: str = field(default="", compare=False, repr=False)


class Derived:
    """A value that knows more than it is told."""

    name: str
    length: int = field(init=False, compare=False)
    kind: str = field(default="k", kw_only=True)

    def __post_init__(self):
        object.__setattr__(self, "length", len(self.name))


class Own:
    """A value with ways of its own."""

    name: str

    def __eq__(self, other):
        return isinstance(other, Own) and self.name.lower() == other.name.lower()

    def __hash__(self):
        return hash(self.name.lower())


class Empty:
    """A value of nothing."""


class Counted:
    """A value of a class that knows something itself."""

    name: str
    many: ClassVar[int] = 5


@pytest.fixture(params=[Plain, Derived, Own, Empty, Counted])
def made(request):
    def copied():
        names = {
            name: copy.copy(each) if isinstance(each, dataclasses.Field) else each
            for name, each in request.param.__dict__.items()
            if name not in ("__dict__", "__weakref__")
        }
        return type(request.param.__name__, (), names)

    return (
        dataclasses.dataclass(frozen=True, slots=True)(copied()),
        value.dataclass(frozen=True, slots=True)(copied()),
    )


def arguments(cls):
    names = [each for each in dataclasses.fields(cls) if each.init and not each.kw_only]
    return ["Text"][: len(names)]


def told(cls, ask):
    """What comes of asking, in a form that two classes can share."""
    try:
        found = ask(cls)
    except Exception as error:  # noqa: BLE001  which one it is, is compared
        return type(error)
    return found


@pytest.mark.parametrize(
    "ask",
    [
        lambda cls: repr(cls(*arguments(cls))),
        lambda cls: cls(*arguments(cls)) == cls(*arguments(cls)),
        lambda cls: cls("a") == cls("A"),
        lambda cls: cls("a") == cls("a", note="other"),
        lambda cls: cls(*arguments(cls)) == object(),
        lambda cls: hash(cls(*arguments(cls))) == hash(cls(*arguments(cls))),
        lambda cls: dataclasses.astuple(cls(*arguments(cls))),
        lambda cls: dataclasses.astuple(dataclasses.replace(cls("Text"), name="other")),
        lambda cls: dataclasses.astuple(copy.deepcopy(cls(*arguments(cls)))),
        lambda cls: setattr(cls("Text"), "name", "x"),
        lambda cls: delattr(cls("Text"), "name"),
        lambda cls: cls("Text", unknown=1),
        lambda cls: cls("Text", "many", "more", "than", "there", "are"),
        lambda cls: repr(cls()),
        lambda cls: dataclasses.astuple(cls("Text", kind="other")),
        lambda cls: cls.__match_args__,
        lambda cls: cls.__slots__,
        lambda cls: [each.name for each in dataclasses.fields(cls)],
        lambda cls: cls("a").parts is cls("a").parts,
        lambda cls: cls.many,
        lambda cls: cls("a").__dict__,
        lambda cls: cls.__doc__,
    ],
)
def test_a_value_is_what_the_library_makes(made, ask):
    library, own = made
    assert told(own, ask) == told(library, ask)


@value.dataclass(frozen=True, slots=True)
class Sent:
    """What goes to another process."""

    name: str
    number: int = 1


def test_a_value_goes_to_another_process():
    assert pickle.loads(pickle.dumps(Sent("a", 2))) == Sent("a", 2)


def test_a_value_says_itself_only_once_where_it_holds_itself():
    held = []

    @value.dataclass(frozen=True, slots=True)
    class Holding:
        """A value that can hold itself."""

        items: list

    held.append(Holding(held))
    assert repr(held[0]).endswith("Holding(items=[...])")


def test_what_is_not_frozen_is_the_librarys_own():
    @value.dataclass(slots=True)
    class Loose:
        """What changes."""

        name: str

    loose = Loose("a")
    loose.name = "b"
    assert loose == Loose("b")
