"""The mock of each document of the gate keeps what it is the oracle of."""

import sys
from pathlib import Path

import pytest

from mockserver.collection import bind, find_fixtures, read_fixture
from mockserver.mock import Mock, Options
from mockserver.spec.load import load_spec
from mockserver.web.app import create_app

sys.path.insert(0, str(Path(__file__).parent))
from apis import APIS
from gate import judged

FOLLOWED = ("replay", "lifecycle")


class Mocked:
    """A mock that lets in whoever has one of some credentials."""

    def __init__(self, api, fixtures):
        spec = load_spec(str(api.document))
        files = [read_fixture(each) for each in find_fixtures(fixtures)] if fixtures else []
        known = (value.rpartition(" ")[2] for _, value in api.options.get("headers", ()))
        options = Options(credentials=frozenset(known))
        self.mock = Mock(spec, bind(spec, files).collections, options=options)

    def app(self):
        return create_app(self.mock)


@pytest.mark.parametrize("api", APIS, ids=[each.name for each in APIS])
@pytest.mark.parametrize("is_seeded", [True, False], ids=["fixtures", "made-up"])
def test_a_mock_is_never_accused(api, is_seeded, tmp_path):
    fixtures = api.fixtures if is_seeded else None
    options = {**api.options, "phases": FOLLOWED}
    told = judged(
        Mocked(api, fixtures), api.document, fixtures or tmp_path, hasty=False, **options
    ).told
    assert told == ()
