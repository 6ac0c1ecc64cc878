"""Values for all component schemas of real documents, held against two judges that share no code.

A sample of the schemas in the usual run; all of them, ten values each, with MOCKSERVER_FIDELITY=1.
Nothing is excused by name. Python's ``re`` cannot read all patterns (they are ECMA-262, JSON Schema
2020-12 §6.3.3): for those only the first judge decides; they are counted and told.
"""

import functools
import os
import re
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from jsonschema import Draft202012Validator

from mockserver.errors import DocumentError
from mockserver.generation import Generator, Unsatisfiable
from mockserver.schema import Direction, Validators
from mockserver.spec.load import load_spec

CORPUS = Path(__file__).resolve().parents[2] / ".." / "shared" / "corpus" / "valid"
IS_LONG = os.environ.get("MOCKSERVER_FIDELITY") == "1"
SEEDS = 10 if IS_LONG else 1
# Of the larger documents every n-th schema is enough to see that nothing broke.
SAMPLE = 100_000 if IS_LONG else 30
BAR = 0.995

DOCUMENTS = sorted(CORPUS.glob("*.*")) if CORPUS.is_dir() else []

pytestmark = pytest.mark.skipif(
    not DOCUMENTS, reason="../shared/corpus is not beside this checkout"
)


@functools.cache
def loaded(document):
    return load_spec(str(document))


def component_schemas(spec):
    """Name and schema of each component, or of each definition of Swagger 2.0."""
    for home in ("/components/schemas", "/definitions"):
        try:
            holder = spec.root.target(f"#{home}")
        except DocumentError:
            continue
        found = [(name, spec.schemas.at(node)) for name, node in holder.members()]
        yield from found[:: max(1, len(found) // SAMPLE)]


class Tally:
    """What both judges said."""

    def __init__(self):
        self.made = 0
        self.refused = []
        self.excused = Counter()

    def judge(self, name, validator, value):
        self.made += 1
        if not validator.is_valid(value):
            self.refused.append(f"{name}: the first judge refuses {value!r}")
            return
        judge = Draft202012Validator(
            validator.bundled, format_checker=Draft202012Validator.FORMAT_CHECKER
        )
        try:
            errors = [each.message for each in judge.iter_errors(value)]
        except re.error as error:
            self.excused[f"{name}: re cannot read a pattern: {error}"] += 1
            return
        self.refused += [f"{name}: {message}" for message in errors[:1]]


def tally(document):
    told = Tally()
    spec, validators = loaded(document), Validators()
    for name, schema in component_schemas(spec):
        validator = validators.of(schema, Direction.RESPONSE)
        generator = Generator(validator)
        for seed in range(SEEDS):
            try:
                told.judge(name, validator, generator.value(Random(seed)))
            except Unsatisfiable as reason:
                told.made += 1
                told.refused.append(f"{name}: {reason}")
    return told


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_both_judges_accept_the_values_for_a_document(document, record_property):
    told = tally(document)
    record_property("excused", dict(told.excused))
    assert len(told.refused) <= (1 - BAR) * told.made, told.refused


def test_there_are_schemas_enough_to_say_something():
    counts = [len(list(component_schemas(loaded(path)))) for path in DOCUMENTS]
    assert sum(counts) > 300
