"""Replays of what the consumers of the gate's APIs have recorded."""

import sys
from dataclasses import replace
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "liars"))
sys.path.append(str(Path(__file__).resolve().parent))

import apis
import consumers
from gate import served

from mockserver.collection import bind, find_fixtures, read_fixture
from mockserver.mock import Mock, Options
from mockserver.record import Auditor
from mockserver.spec.load import load_spec
from mockserver.transport import Target
from mockserver.verify.traffic.playback import Replaying, replay
from mockserver.verify.traffic.recorded import Owners, Tape

BY_NAME = {each.name: each for each in apis.APIS if hasattr(consumers, f"use_{each.name}")}
SERVICES = {
    name: (api.name, service)
    for api in BY_NAME.values()
    for _, name, service, _ in api.services()
}  # fmt: skip


class Player:
    """Replays the archive of an API's consumer at a service."""

    def __init__(self, api, archive):
        self.api, self.archive = api, archive
        options = dict(api.options)
        self.base = options.pop("base", "")
        self.headers = options.get("headers", ())
        self.spec = load_spec(str(api.document))
        files = [read_fixture(each) for each in find_fixtures(api.fixtures)]
        collections = bind(self.spec, files).collections
        self.mock = Mock(self.spec, collections, options=Options(cors=False))

    def record(self):
        honest = next(iter(self.api.honest.values()))
        with served(honest().app()) as url:
            use = getattr(consumers, f"use_{self.api.name}")
            use(consumers.Consumer(self.api.document, url + self.base, self.archive, self.headers))

    def at(self, url, archive=None, **options):
        """The conclusion of a replay at an address."""
        auditor = Auditor(self.spec, self.headers)
        tape = Tape((archive or self.archive,), self.spec, Owners(self.mock.kept))
        headers = options.pop("headers", self.headers)
        plan = Replaying(self.spec, Target(url + self.base, headers), auditor, nonce="n1")
        return replay(replace(plan, **options), tape)

    def told(self, service, severity="error", **options):
        """The rules of the findings of one severity at a service."""
        with served(service.app()) as url:
            found = self.at(url, **options).findings
        return [each.rule for each in found if each.severity == severity]
