"""The gate with an API of entity tags, merge patches, actions and lines below orders.

Lies are told about records, so that they are looked for where records are followed; ``make liars``
has all of it.
"""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from apis import APIS
from gate import judged

API = next(each for each in APIS if each.name == "workshop")
FOLLOWED = ("replay", "lifecycle")
LIARS = [
    (f"{family}: {name}", service)
    for number, (family, name, service, is_honest) in enumerate(API.services())
    if not is_honest and number % 3 == 0
]
FLOOR = 0.95


@pytest.mark.parametrize("name", API.honest)
def test_an_honest_workshop_is_never_accused(name):
    phases = {} if name == "workshop-honest" else {"phases": FOLLOWED}
    service = API.honest[name]()
    told = judged(service, API.document, API.fixtures, hasty=False, **API.options, **phases).told
    assert told == ()


def test_nearly_every_lie_about_a_workshop_is_found():
    options = {**API.options, "phases": FOLLOWED}
    missed = [
        name
        for name, service in LIARS
        if judged(service(), API.document, API.fixtures, hasty=True, **options).is_green
    ]
    assert len(missed) <= len(LIARS) * (1 - FLOOR), missed
