"""Who keeps an API of entity tags, merge patches, actions and lines below orders.

Who differs in style alone is looked at where records are followed; ``make liars`` has all of it.
"""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from apis import APIS
from gate import judged

API = next(each for each in APIS if each.name == "workshop")
FOLLOWED = ("replay", "lifecycle")


@pytest.mark.parametrize("name", API.honest)
def test_an_honest_workshop_is_never_accused(name):
    phases = {} if name == "workshop-honest" else {"phases": FOLLOWED}
    service = API.honest[name]()
    told = judged(service, API.document, API.fixtures, hasty=False, **API.options, **phases).told
    assert told == ()
