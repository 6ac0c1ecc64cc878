"""The same said otherwise is no change, of real documents too."""

import json
from datetime import date
from pathlib import Path

import pytest
import respelling

from mockserver.diff.compare import compare
from mockserver.errors import DocumentError
from mockserver.source import load, parse
from mockserver.spec.load import read_spec

PROJECT = Path(__file__).resolve().parents[3]
CORPUS = PROJECT.parent / "shared" / "corpus" / "valid"
LARGEST = 60_000  # bytes; larger ones take longer than a test may
TODAY = date(2026, 1, 1)

if not CORPUS.is_dir():
    pytest.skip("the corpus of real documents is not here", allow_module_level=True)

DOCUMENTS = [
    path
    for path in sorted(CORPUS.rglob("*"))
    if path.suffix in (".yaml", ".yml", ".json") and path.stat().st_size <= LARGEST
]
WAYS = ("wrapped", "reordered", "silent", "renamed", "inlined", "as_3_1")


def changes(one, other):
    return [(each.rule, each.message) for each in compare(one, other, TODAY)]


def documents(path):
    try:
        return load(path), read_spec(load(path))
    except DocumentError:
        pytest.skip("a part of another document")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
@pytest.mark.parametrize("way", WAYS)
def test_other_words_for_the_same_are_no_change(path, way):
    document, base = documents(path)
    if way == "as_3_1" and base.version != "3.0":
        pytest.skip("not OpenAPI 3.0")
    if way in ("renamed", "inlined") and respelling.tagged(document.root):
        pytest.skip("discriminators name components: another name is another value")
    text = json.dumps(getattr(respelling, way)(document.root))
    revision = read_spec(parse(text, str(path.parent / "respelt.json")))
    assert (changes(base, revision), changes(revision, base)) == ([], [])
