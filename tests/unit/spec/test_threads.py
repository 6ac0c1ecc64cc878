"""Schemas that threads ask for at once."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from builder import schema, spec

SIGNS = "!$&()*+,;=@^|<>?"
NAMES = [f"Pet{first}{second}A" for first in SIGNS for second in SIGNS]


@pytest.fixture
def impatient():
    """Threads that take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("_time", range(5))
def test_schemas_of_like_names_that_are_named_at_once_keep_apart(_time):
    schemas = {each: {"const": each} for each in NAMES}
    document = spec(json.dumps({"openapi": "3.1.0", "components": {"schemas": schemas}}))
    placed = [schema(document, each) for each in NAMES]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda each: each.schemas.define(each.node), placed))
    assert len(set(found)) == len(NAMES)
    resolved = [placed[0].schemas.resolve(f"#/$defs/{name}") for name in found]
    assert resolved == list(schemas.values())
