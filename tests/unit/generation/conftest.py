import json

import pytest
from builder import schema, spec

from mockserver.generation import Generator
from mockserver.schema import Direction, Validators


@pytest.fixture
def judged():
    """A schema's validator in one direction; the others stand beside it as components."""

    def make(written, version="3.1.0", direction=Direction.RESPONSE, **components):
        schemas = {"Root": written, **components}
        document = spec(json.dumps({"openapi": version, "components": {"schemas": schemas}}))
        return Validators().of(schema(document, "Root"), direction)

    return make


@pytest.fixture
def generator(judged):
    """The same as a generator."""
    return lambda written, **others: Generator(judged(written, **others))
