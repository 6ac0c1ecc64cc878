"""What a run does to records that were there before it, where nothing brings them back."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from apis import APIS
from customers import read
from gate import judged
from workshop import Workshop

READING = ("GET", "HEAD", "OPTIONS", "TRACE", "QUERY")
APIS_BY_NAME = {each.name: each for each in APIS}


class Watched:
    """A service that remembers which of its first records were asked to change, and were."""

    def __init__(self, service, keys):
        self.service, self.keys, self.harmed = service, keys, []

    def app(self):
        inner = self.service.app()

        def answer(environ, start):
            told = []

            def begin(status, lines, *more):
                told.append(status)
                return start(status, lines, *more)

            body = inner(environ, begin)
            method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
            is_about = not self.keys.isdisjoint(path.split("/"))
            if method not in READING and is_about and told[0].startswith("2"):
                self.harmed.append(f"{method} {path}")
            return body

        return answer


def keys_of(api):
    """The keys that the fixtures name, and the numbers that a service gives first."""
    files = [read(each) for each in api.fixtures.glob("*.yaml")]
    named = [
        str(record.get(file.get("key", "id")))
        for file in files
        for record in file.get("records", ())
    ]
    return {*named, *map(str, range(1, 4))} - {"None"}


def watched(name, **options):
    api = APIS_BY_NAME[name]
    service = next(iter(api.honest.values()))()
    watching = Watched(service, keys_of(api))
    verdict = judged(
        watching, api.document, api.fixtures, hasty=False, **{**api.options, **options}
    )
    return watching, service, verdict


def test_what_was_there_before_stays_as_it_was():
    watching, _, verdict = watched("stations")
    assert verdict.is_green, verdict.told
    assert watching.harmed == []


def test_of_what_there_is_one_is_put_back():
    before = Workshop().settings
    watching, service, verdict = watched("workshop")
    assert verdict.is_green, verdict.told
    assert watching.harmed == []
    assert service.settings == before


def test_all_that_is_there_may_be_changed_where_a_reset_brings_it_back():
    watching, _, verdict = watched("stations", is_expendable=True, phases=("coverage",))
    assert verdict.is_green, verdict.told
    assert "DELETE" in {each.partition(" ")[0] for each in watching.harmed}
