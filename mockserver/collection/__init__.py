"""Collections: which paths of a document speak of the same records, and the fixtures they hold."""

from mockserver.collection.binding import Binding, bind
from mockserver.collection.collection import Collection
from mockserver.collection.fixture import FixtureFile, FixtureRecord, find_fixtures, read_fixture
from mockserver.collection.inferring import infer
from mockserver.collection.part import Action, Many, Part
from mockserver.collection.secrecy import secrets, without
from mockserver.collection.shape import Shape
from mockserver.collection.view import View, Views

__all__ = [
    "Action",
    "Binding",
    "Collection",
    "FixtureFile",
    "FixtureRecord",
    "Many",
    "Part",
    "Shape",
    "View",
    "Views",
    "bind",
    "find_fixtures",
    "infer",
    "read_fixture",
    "secrets",
    "without",
]
