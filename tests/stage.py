"""What the stories of a run tell of our own mock, and of the same mock where it lies."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from builder import spec

from mockserver.collection import bind, read_fixture
from mockserver.http import Headers, Request
from mockserver.mock import Mock, Options
from mockserver.verify.course import course_of
from mockserver.verify.events import FailureFound
from mockserver.verify.ledger import Ledger
from mockserver.verify.lifecycle import play
from mockserver.verify.plan import Plan
from mockserver.verify.stories import stories


class Stage:
    """A document with its fixtures; ``told`` are the sentences of a run, by rule.

    A lie is a function of a request, the honest answer to it, and the way to ask for more.
    """

    def __init__(self, folder, document, fixtures=()):
        self.spec = spec(document)
        paths = []
        for number, text in enumerate(fixtures):
            paths.append(folder / f"{number}.yaml")
            paths[-1].write_text(text)
        self.collections = bind(self.spec, [read_fixture(each) for each in paths]).collections

    def mock(self, seed):
        return Mock(self.spec, self.collections, options=Options(cors=False, seed=seed))

    def told(self, lie=None, story="", phases=("replay", "lifecycle"), **options):
        """What is told of all stories, or of those of one name."""
        found = {}
        for event in self.failures(lie, story, phases, **options):
            found.setdefault(event.check, f"{event.operation}: {event.message}")
        return found

    def failures(self, lie=None, story="", phases=("replay", "lifecycle"), **options):
        """The same as events."""
        oracle, target = self.mock(1), self.mock(2)

        def answer(request):
            honest = target.respond(request)
            return honest if lie is None else lie(request, honest, target.respond) or honest

        plan = Plan(
            **{
                "spec": self.spec,
                "collections": self.collections,
                "base_url": "http://localhost",
                "oracle": oracle.respond,
                "every": oracle.kept,
                "nonce": "n",
                "profile": "pr",
                **options,
            }
        )
        course = course_of(plan, answer)
        for phase in phases:
            told = stories(course, phase)
            chosen = partial(_named, story, told) if story else told
            played = play(course, Ledger(), phase, chosen)
            yield from (event for event in played if isinstance(event, FailureFound))


def _named(name, told, collection):
    return (each for each in told(collection) if each.name == name)


def value_of(response):
    return json.loads(response.body) if response.body else None


def saying(response, value):
    """The response with another body."""
    return replace(response, body=json.dumps(value).encode())


def with_members(response, **members):
    value = value_of(response)
    return saying(response, {**value, **members}) if isinstance(value, Mapping) else response


def with_field(response, name, value):
    return replace(response, headers=Headers((*response.headers.without(name), (name, value))))


def ask(method, target, body=None, **fields):
    """A request; ``target`` may have a query."""
    path, _, query = target.partition("?")
    kind = [("Content-Type", "application/json")] if body is not None else []
    content = json.dumps(body).encode() if body is not None else b""
    return Request(method, path, query, Headers((*kind, *fields.items())), content)
