"""Settings of Schemathesis that it cannot use: a sentence with the line."""

import tomllib

import pytest

from mockserver.errors import UsageError
from mockserver.verify.fuzz.engine import insist_usable
from mockserver.verify.fuzz.misfit import misfit, place
from mockserver.verify.fuzz.plan import OwnSettings

MISFITS = [
    ("seed = 1\nheadrs = 3", ":2: there is no key 'headrs'; did you mean 'headers'?"),
    (
        "[dictionaries.x]\nfoo = 3",
        ":2: there is no key 'foo' in [dictionaries.x]; there is values, from-file",
    ),
    (
        "[generation]\nmax-examples = 'a'",
        ":2: generation.max-examples: Must be an integer, but got string: 'a'",
    ),
    (
        "phases.coverage = {enabled = 'yes'}",
        ":1: phases.coverage.enabled: Must be a boolean, but got string: 'yes'",
    ),
    (
        "[generation]\nmode = 'odd'",
        ":2: generation.mode: 'odd' is not a valid value. Valid values are: 'all', 'negative', 'p",
    ),
    (
        "[[operations]]\ninclude-name = 'x'\nenabled = false\n[[operations]]\nenabled = false",
        ":4: [operations.1]: At least one filter is required when defining [[operations]].",
    ),
    ("[auth.openapi.x]\nfoo = 1", ":2: there is no key 'foo' in [auth.openapi.x]; there is api_"),
    ("rate-limit = 'x'", ": Schemathesis cannot use this: Invalid rate limit value: `x`. Should"),
]


@pytest.fixture
def own(tmp_path):
    def own(text):
        path = tmp_path / "schemathesis.toml"
        path.write_text(text)
        return OwnSettings(str(path), tomllib.loads(text))

    return own


@pytest.mark.parametrize(("text", "sentence"), MISFITS)
def test_what_cannot_be_used_is_one_short_line(own, text, sentence):
    settings = own(text)
    with pytest.raises(UsageError) as error:
        insist_usable(settings)
    told = str(error.value)
    assert told.startswith(f"{settings.file}{sentence}")
    assert "\n" not in told
    assert len(told.removeprefix(settings.file)) < 250


def test_what_is_told_in_another_form_is_cut(own):
    told = misfit(own(""), "word\n" * 200)
    assert told.endswith("...")
    assert len(told.removeprefix(own("").file)) < 250


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("seed", ":1"),
        ("parameters.path.id", ":3"),
        ("operations.1.headers.A", ":7"),
        ("operations.1.headers", ":7"),
        ("operations.2", ":4"),
        ("nothing.of.it", ""),
    ],
)
def test_a_key_is_found_however_it_is_written(own, path, line):
    text = """seed = 1
[ parameters ]
"path.id" = 1
[[operations]]
headers.A = "1"
[[ operations ]]
headers . "A" = "2"
"""
    settings = own(text)
    assert place(settings, path).removeprefix(settings.file) == line


def test_settings_without_a_file_have_no_line():
    assert place(OwnSettings("gone.toml", {}), "seed") == "gone.toml"
